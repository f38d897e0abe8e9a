using System.Collections.Immutable;
using System.Text.RegularExpressions;
using PolicyEngine.Syntax;

namespace PolicyEngine.Importing.Drafting;

/// <summary>What a workflow itself says of <c>env</c> and <c>matrix</c>
/// at a place, and of whether the place is reached. Immutable.</summary>
internal sealed partial record WorkflowValues
{
    private const int MostRuns = 64;
    private ImmutableDictionary<string, string> Variables { get; init; } = ImmutableDictionary<string, string>.Empty;

    private ImmutableArray<ImmutableDictionary<string, string>> Matrix { get; init; } = [ImmutableDictionary<string, string>.Empty];

    /// <summary>At the top of a file.</summary>
    public static WorkflowValues None { get; } = new();

    private ImmutableArray<string> Conditions { get; init; } = [];

    /// <summary>The conditions on the way, as written, or null if there is none.</summary>
    public string? Condition => Conditions.IsEmpty ? null : string.Join(" && ", Conditions);

    /// <summary>For each run of the matrix, what replaces the expressions that the file itself
    /// answers, and whether the place is reached; null where the file does not say.</summary>
    public IEnumerable<(Func<string, string> Resolve, bool? IsReached)> Runs =>
        Matrix.Select(run =>
        {
            string? ValueOf(string kind, string name) =>
                (
                    kind == "env" ? Variables
                    : kind == "matrix" ? run
                    : null
                )?.GetValueOrDefault(name);
            bool?[] reached =
            [
                .. Conditions.Select(c =>
                    WorkflowCondition.Holds(c, path => path.Split('.') is [var kind, var name] ? ValueOf(kind, name) : null)
                ),
            ];
            return (
                (Func<string, string>)(text => Expression().Replace(text, m => ValueOf(m.Groups[1].Value, m.Groups[2].Value) ?? m.Value)),
                reached.Contains(false) ? false
                : reached.Contains(null) ? (bool?)null
                : true
            );
        });

    /// <summary>The values inside of a mapping: a workflow, a job or a step.</summary>
    public WorkflowValues Within(MappingSyntax mapping)
    {
        var values = this;
        if (mapping.Find("env")?.Value is MappingSyntax env)
        {
            values = values with { Variables = values.Variables.RemoveRange(env.Properties.Select(p => p.Name)).SetItems(Texts(env)) };
        }

        if (mapping.Find("steps")?.Value is SequenceSyntax steps && steps.Items.OfType<MappingSyntax>().Any(SetsEnvironment))
        {
            // A step may change what the file says.
            values = values with { Variables = ImmutableDictionary<string, string>.Empty };
        }

        if ((mapping.Find("strategy")?.Value as MappingSyntax)?.Find("matrix")?.Value is MappingSyntax matrix)
        {
            values = values with { Matrix = RunsOf(matrix) };
        }

        return
            mapping.Find("if")?.Value is ScalarSyntax { IsNull: false } condition
            && (mapping.Find("uses") ?? mapping.Find("steps")) is not null
            ? values with
            {
                Conditions = values.Conditions.Add(condition.Value),
            }
            : values;
    }

    private static bool SetsEnvironment(MappingSyntax step) =>
        step.Find("run")?.Value is ScalarSyntax run && run.Value.Contains("GITHUB_ENV", StringComparison.Ordinal);

    private static IEnumerable<KeyValuePair<string, string>> Texts(MappingSyntax mapping) =>
        mapping
            .Properties.Where(p => p.Value is ScalarSyntax { IsNull: false } scalar && !GitHubInputs.IsExpression(scalar.Value))
            .Select(p => KeyValuePair.Create(p.Name, ((ScalarSyntax)p.Value).Value))
            .DistinctBy(p => p.Key);

    /// <summary>The runs of lists of texts, or of 'include' alone; nothing is known of others.</summary>
    private static ImmutableArray<ImmutableDictionary<string, string>> RunsOf(MappingSyntax matrix)
    {
        ImmutableArray<ImmutableDictionary<string, string>> runs = [ImmutableDictionary<string, string>.Empty];
        if (matrix.Find("exclude") is not null || (matrix.Find("include") is not null && matrix.Properties.Length > 1))
        {
            return runs;
        }

        foreach (var property in matrix.Properties)
        {
            var items = (property.Value as SequenceSyntax)?.Items ?? [];
            var isInclude = property.Name == "include";
            if (
                items.Length == 0
                || !items.All(i =>
                    isInclude ? i is MappingSyntax : i is ScalarSyntax { IsNull: false } scalar && !GitHubInputs.IsExpression(scalar.Value)
                )
            )
            {
                continue;
            }

            var choices = items
                .Select(i => isInclude ? Texts((MappingSyntax)i) : [KeyValuePair.Create(property.Name, ((ScalarSyntax)i).Value)])
                .ToArray();
            if (runs.Length * choices.Length > MostRuns)
            {
                throw new ImportException($"A matrix has more than {MostRuns} runs.");
            }

            runs = [.. runs.SelectMany(r => choices.Select(r.SetItems))];
        }

        return runs;
    }

    [GeneratedRegex(@"\$\{\{\s*(env|matrix)\.([A-Za-z_][A-Za-z0-9_-]*)\s*\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Expression();
}
