using PolicyEngine.Cli.Base;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Tests.GitHub;

/// <summary>The steps of workflows and actions.</summary>
internal static class WorkflowSteps
{
    /// <summary>All steps of a workflow or action.</summary>
    public static IReadOnlyList<MappingSyntax> Of(string text)
    {
        var tree = SyntaxTree.Parse(SourceText.From("file.yml", text));
        Assert.Empty(tree.Diagnostics.Where(d => d.Severity == Diagnostics.DiagnosticSeverity.Error));
        var steps = new List<MappingSyntax>();
        Collect(tree.Root!, steps);
        return steps;
    }

    /// <summary>
    /// Other actions are pinned by their commit, our own by the version that runs, and no script has an expression in it.
    /// </summary>
    public static void AssertSafe(string place, string text)
    {
        foreach (var step in Of(text))
        {
            if (
                step.Find("uses")?.Value is ScalarSyntax { Value: var uses }
                && uses != $"{ProgramBuild.Repository}@v{ProgramBuild.Version}"
            )
            {
                Assert.True(
                    System.Text.RegularExpressions.Regex.IsMatch(uses, "^(\\./|[^@]+@[0-9a-f]{40})$"),
                    $"{place}: {uses} is not pinned by its commit."
                );
            }

            if (step.Find("run")?.Value is ScalarSyntax run)
            {
                Assert.False(
                    run.Value.Contains("${{", StringComparison.Ordinal),
                    $"{place}: an expression in a script can bring in commands: {run.Value}"
                );
            }
        }
    }

    private static void Collect(SyntaxNode node, List<MappingSyntax> steps)
    {
        foreach (var property in (node as MappingSyntax)?.Properties ?? [])
        {
            if (property.Name == "steps")
            {
                steps.AddRange(Assert.IsType<SequenceSyntax>(property.Value).Items.Cast<MappingSyntax>());
            }
            else
            {
                Collect(property.Value, steps);
            }
        }
    }
}
