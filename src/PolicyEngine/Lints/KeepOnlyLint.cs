using PolicyEngine.Diagnostics;
using PolicyEngine.Policies;
using PolicyEngine.Syntax;

namespace PolicyEngine.Lints;

/// <summary>A policy without an enabled delete rule and without <c>unmatched: delete</c>.</summary>
internal sealed class KeepOnlyLint : Lint
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Descriptor { get; } =
        Warning(
            "PE3001",
            "Policy that deletes nothing",
            "The policy deletes nothing: no enabled rule has 'delete', and unmatched images are kept.",
            """
            A keep rule never deletes anything: it only protects images from delete rules. What no rule condemns is kept, so a policy of keep rules alone lets the
            registry grow while it seems to clean up.

            Say what to delete: add a rule with `delete`, or turn the policy into a list of what to keep:

                settings: { unmatched: delete }

            With `unmatched: delete`, everything that no rule keeps is deleted. Look at a plan first.
            """
        );

    /// <inheritdoc/>
    public override IEnumerable<Diagnostic> Check(LintContext context)
    {
        var rules = (context.Policy.Syntax.Root as MappingSyntax)?.Find("rules");
        if (context.IsWhole && rules is not null && !context.Neighbours.Any(Deletes))
        {
            yield return Report(rules.Key.Location);
        }
    }

    private static bool Deletes(Policy policy) =>
        policy.Settings.DeletesUnmatched || policy.Rules.Any(r => r is { IsEnabled: true, IsDelete: true });
}
