using System.Text.Json.Nodes;
using PolicyEngine.Diagnostics;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Importing.Drafting;

/// <summary>Finds the steps of a GitHub workflow that use an action.</summary>
internal sealed class WorkflowSteps
{
    private readonly string _action;
    private readonly PolicyDraft _draft;
    private readonly List<ImportObject> _found = [];

    private WorkflowSteps(string action, PolicyDraft draft) => (_action, _draft) = (action, draft);

    /// <summary>The inputs of each step that uses one of the actions, once for each run of a matrix.</summary>
    /// <param name="text">A workflow or a part of one.</param>
    /// <param name="action">The action, <c>owner/name</c>.</param>
    /// <param name="draft">Is told what narrows the runs of a step.</param>
    /// <exception cref="ImportException">It cannot be read, or no step uses it.</exception>
    public static IReadOnlyList<ImportObject> Find(string text, string action, PolicyDraft draft)
    {
        var tree = SyntaxTree.Parse(SourceText.From("workflow.yml", text));
        if (tree.Diagnostics.FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error) is { } error)
        {
            throw new ImportException($"It cannot be read, line {(error.Location?.Start.Line ?? 0) + 1}: {error.Message}");
        }

        var steps = new WorkflowSteps(action, draft);
        steps.Search(tree.Root ?? throw new ImportException("It is empty."), WorkflowValues.None);
        return steps._found.Count > 0 ? steps._found : throw new ImportException($"No step uses {action}.");
    }

    private void Search(SyntaxNode node, WorkflowValues values)
    {
        switch (node)
        {
            case SequenceSyntax sequence:
                foreach (var item in sequence.Items)
                {
                    Search(item, values);
                }

                break;
            case MappingSyntax mapping:
                values = values.Within(mapping);
                if (
                    mapping.Find("uses")?.Value is ScalarSyntax uses
                    && uses.Value.Split('@')[0].Equals(_action, StringComparison.OrdinalIgnoreCase)
                )
                {
                    Add(mapping.Find("with")?.Value as MappingSyntax, values);
                    return;
                }

                foreach (var property in mapping.Properties)
                {
                    Search(property.Value, values);
                }

                break;
        }
    }

    private void Add(MappingSyntax? with, WorkflowValues values)
    {
        foreach (var reached in values.Runs.GroupBy(run => run.IsReached, run => Inputs(with, run.Resolve)))
        {
            if (reached.Key == true && values.Condition is { } condition && condition.Contains("github.", StringComparison.Ordinal))
            {
                _draft.Differ($"The step only runs 'if: {condition}'; a policy is applied whenever it is run.");
            }

            var runs = reached.DistinctBy(i => i.ToJsonString()).ToList();
            foreach (var inputs in Merge(runs) is { } one ? [one] : runs)
            {
                _found.Add(
                    new ImportObject(inputs, "with")
                    {
                        IsIdle = reached.Key == false,
                        Doubt = reached.Key switch
                        {
                            true => null,
                            false => $"The step does not run on a schedule ('if: {values.Condition}').",
                            null => $"The step only runs 'if: {values.Condition}', which a policy cannot check.",
                        },
                    }
                );
            }
        }
    }

    /// <summary>Runs that only differ in the package are one with a list of packages.</summary>
    private static JsonObject? Merge(List<JsonObject> runs)
    {
        var different = runs[0].Select(p => p.Key).Where(k => runs.Exists(r => (string?)r[k] != (string?)runs[0][k])).ToArray();
        if (
            runs.Count < 2
            || different is not ["package" or "packages" or "package-name" or "image-names"]
            || runs[0].ContainsKey("use-regex")
        )
        {
            return null;
        }

        var merged = runs[0].DeepClone().AsObject();
        merged[different[0]] = string.Join(',', runs.Select(r => (string?)r[different[0]]));
        return merged;
    }

    private static JsonObject Inputs(MappingSyntax? with, Func<string, string> resolve)
    {
        var inputs = new JsonObject();
        foreach (var property in with?.Properties ?? [])
        {
            inputs[property.Name.ToLowerInvariant()] =
                property.Value is ScalarSyntax { IsNull: false } scalar ? JsonValue.Create(resolve(scalar.Value))
                : property.Value is ScalarSyntax ? null
                : throw new ImportException($"'with.{property.Name}' is not a string.");
        }

        return inputs;
    }
}
