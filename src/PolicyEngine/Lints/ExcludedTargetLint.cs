using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.Policies;

namespace PolicyEngine.Lints;

/// <summary>A target of which every repository is excluded.</summary>
internal sealed class ExcludedTargetLint : Lint
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Descriptor { get; } =
        Warning(
            "PE3012",
            "Target without a repository",
            "The target applies to nothing: its exclusions remove '{0}'.",
            """
            A `!` pattern excludes whatever the order of the list; later entries never re-include. When every repository that a target names is excluded, the policy does not
            apply there, and nothing is cleaned up.

            Name the repositories, and narrow the exclusion:

                - registry: registry.example.com:5000
                  repositories: ["team/**", "!team/base"]
            """
        );

    /// <inheritdoc/>
    public override IEnumerable<Diagnostic> Check(LintContext context) =>
        from target in context.Policy.Targets
        where target.Location is not null
        let place = target.Location!.Value
        where IsEmpty(target, context)
        select Report(place, Quote.Cap(target.Repositories.Included.IsEmpty ? "**" : string.Join("', '", target.Repositories.Included)));

    private static bool IsEmpty(PolicyTarget target, LintContext context)
    {
        var list = target.Names;
        return !list.Excluded.IsEmpty
            && context.CanCompare(list.Included.Sum(p => p.Text.Length), list.Excluded.Sum(p => p.Text.Length))
            && (
                list.Included.IsEmpty
                    ? list.Excluded.Any(p => p.MatchesEverything)
                    : list.Included.All(p => list.ExclusionOf(p) is not null)
            );
    }
}
