using PolicyEngine.Diagnostics;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Lints;

/// <summary>Everything is deleted, and nothing is protected or kept.</summary>
internal sealed class DeleteAllLint : Lint
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Descriptor { get; } =
        Warning(
            "PE3002",
            "Deletion of everything without a protection",
            "{0} deletes every image, and nothing is protected or kept.",
            """
            The policy empties its repositories: only the grace period and `limits` stand between an image and its deletion. A target glob that is too wide then
            empties a repository that somebody needs.

            Protect what must be kept, or narrow the rule:

                protect:
                  - tags: ["v*", latest]

            If emptying is what you want, suppress the warning above the line, so that the next reader sees that it is intended:

                # policyengine-disable-next-line PE3002
                delete: all
            """
        );

    /// <summary>Whether a rule deletes everything while nothing is protected or kept.</summary>
    public static bool DeletesAll(Rule rule, LintContext context) =>
        rule is { IsEnabled: true, IsDelete: true, Criteria.IsEmpty: true }
        && TagLogic.SelectsEverything(rule.Match)
        && NothingStays(context);

    /// <summary>Whether 'unmatched: delete' deletes everything while nothing is protected, kept or spared.</summary>
    public static bool DeletesUnmatched(LintContext context) =>
        context.IsWhole && context.Policy.Settings.DeletesUnmatched && NothingStays(context) && context.Rules.All(Condemns);

    /// <summary>Where a policy says what becomes of unmatched images; null where it does not.</summary>
    public static Location? Unmatched(Policy policy) =>
        ((policy.Syntax.Root as MappingSyntax)?.Find("settings")?.Value as MappingSyntax)?.Find("unmatched")?.Value.Location;

    /// <inheritdoc/>
    public override IEnumerable<Diagnostic> Check(LintContext context)
    {
        if (!context.KnowsWhatStays)
        {
            yield break;
        }

        foreach (var rule in context.Rules.Where(r => DeletesAll(r, context)))
        {
            yield return Report(rule.Syntax.Find("delete")!.Key.Location, $"The rule '{rule.Id}'");
        }

        if (DeletesUnmatched(context) && Unmatched(context.Policy) is { } place)
        {
            yield return Report(place, "'unmatched: delete'");
        }
    }

    private static bool NothingStays(LintContext context) =>
        context.Companions.All(p => p.Protections.IsEmpty && p.Rules.All(r => !r.IsEnabled || r.IsDelete));

    private static bool Condemns(Rule rule) => rule.Criteria.IsEmpty || rule.Criteria.All(c => c.Effect == CriterionEffect.Limit);
}
