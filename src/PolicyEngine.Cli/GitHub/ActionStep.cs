using System.Collections.Immutable;
using System.Text;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Running;
using PolicyEngine.Diagnostics;
using PolicyEngine.Reference;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.GitHub;

/// <summary>The step of a workflow that uses this action, with its inputs. Immutable.</summary>
/// <param name="Workflow">The workflow, as it is shown.</param>
/// <param name="Inputs">What stands under <c>with</c>.</param>
internal sealed record ActionStep(string Workflow, ImmutableDictionary<string, string> Inputs)
{
    private const int MaxBytes = 1 << 20;
    private const string Folder = ".github/workflows";

    /// <summary>The inputs that make the policy, as they are named.</summary>
    public IEnumerable<string> Names =>
        Inputs.Keys.Where(name => name == "target" || ActionInputs.OfPolicy.Contains(name)).Order(StringComparer.Ordinal);

    /// <summary>The policy that the inputs make, with a first line for editors.</summary>
    /// <param name="ownTarget">The package of this repository; null where it is not known.</param>
    /// <exception cref="CliException">An input is wrong, or the target is missing.</exception>
    public string Policy(string? ownTarget)
    {
        if (Names.FirstOrDefault(name => Inputs[name].Contains("${{", StringComparison.Ordinal)) is { } open)
        {
            throw CliException.Usage($"{open}: '{Inputs[open]}' is only known while the workflow runs; write its value there first.");
        }

        var inputs = new ActionInputs(name => Inputs.GetValueOrDefault(name));
        var targets = inputs.List("target");
        return ProjectAddress.Modeline(SchemaCatalog.Policy)
            + "\n"
            + ActionPolicy.Write(
                inputs,
                targets.Count > 0
                    ? targets
                    : [ownTarget ?? throw CliException.Usage("Name the package with --target, as in ghcr.io/acme/web.")]
            );
    }

    /// <summary>Finds the step.</summary>
    /// <param name="context">The command.</param>
    /// <param name="root">The root of the repository, absolute.</param>
    /// <param name="written">The workflow; null to look for it.</param>
    /// <exception cref="CliException">No step is found, or several are.</exception>
    public static ActionStep Find(CommandContext context, string root, string? written)
    {
        string[] files = written is not null ? [context.Directory.Resolve(written)] : Workflows(Path.Combine(root, Folder));
        var steps = files.SelectMany(file => Read(file, context.Directory.Show(file))).ToArray();
        var where = written is null ? $"in '{context.Directory.Show(Path.Combine(root, Folder))}'" : $"in '{written}'";
        return steps switch
        {
            [var one] => one,
            [] => throw CliException.Usage(
                $"No step {where} uses {ProgramBuild.Repository}, or one that ends in "
                    + $"/{ProgramBuild.Repository.Split('/')[^1]}, without a policy."
            ),
            _ => throw CliException.Usage(
                $"{steps.Length} steps {where} use the action without a policy; name a "
                    + $"workflow with one of them: --from-inputs {steps[0].Workflow}"
            ),
        };
    }

    private static string[] Workflows(string folder) =>
        Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder).Where(f => Path.GetExtension(f) is ".yml" or ".yaml").Order(StringComparer.Ordinal)]
            : [];

    private static IEnumerable<ActionStep> Read(string path, string shown)
    {
        var tree = SyntaxTree.Parse(SourceText.From(shown, Encoding.UTF8.GetString(InputFile.ReadAtMost(path, shown, MaxBytes))));
        if (tree.Diagnostics.FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error) is { } error)
        {
            throw CliException.Failed($"'{shown}' cannot be read, line {(error.Location?.Start.Line ?? 0) + 1}: {error.Message}");
        }

        return tree.Root is null
            ? []
            : Steps(tree.Root).Where(with => with?.Find("policy") is null).Select(with => new ActionStep(shown, Values(with)));
    }

    private static IEnumerable<MappingSyntax?> Steps(SyntaxNode node) =>
        node switch
        {
            MappingSyntax mapping when mapping.Find("uses")?.Value is ScalarSyntax uses && IsThis(uses.Value) =>
            [
                mapping.Find("with")?.Value as MappingSyntax,
            ],
            MappingSyntax mapping => mapping.Properties.SelectMany(p => Steps(p.Value)),
            SequenceSyntax sequence => sequence.Items.SelectMany(Steps),
            _ => [],
        };

    /// <summary>Whether this action is used, from here or from a fork.</summary>
    private static bool IsThis(string uses) =>
        uses.Split('@')[0].Split('/') is [_, var name]
        && name.Equals(ProgramBuild.Repository.Split('/')[^1], StringComparison.OrdinalIgnoreCase);

    private static ImmutableDictionary<string, string> Values(MappingSyntax? with) =>
        (with?.Properties ?? [])
            .Where(p => p.Value is ScalarSyntax)
            .ToImmutableDictionary(p => p.Name, p => ((ScalarSyntax)p.Value).Value, StringComparer.Ordinal);
}
