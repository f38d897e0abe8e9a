using PolicyEngine.Diagnostics;
using PolicyEngine.Selecting;

namespace PolicyEngine.Lints;

/// <summary>A delete rule whose count spares the newest of tagged and untagged images together.</summary>
internal sealed class MixedCountLint : Lint
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Descriptor { get; } =
        Warning(
            "PE3031",
            "Count of tagged and untagged images together",
            "The rule '{0}' counts untagged images too: each takes one of the places, and a tagged image that it displaces is deleted.",
            """
            A rule without a condition on tags selects tagged and untagged images alike. Each push that moves a tag leaves an untagged image behind, and ten such leftovers are the
            "newest ten" after which every older image is deleted, tagged ones too.

            Count them separately:

                - id: tagged
                  match: { tagged: true }
                  delete: { except-newest: 10 }
                - id: untagged
                  match: { tagged: false }
                  delete: { older-than: 7d }
            """
        );

    /// <inheritdoc/>
    public override IEnumerable<Diagnostic> Check(LintContext context) =>
        from rule in context.Rules
        // An order by version or tag leaves untagged images out, and so do groups that come from tags.
        where
            rule is { IsDelete: true, OrderBy.Key: RankKey.Pushed or RankKey.Pulled or RankKey.Active, Per.IsEmpty: true }
            && rule.Criteria.Any(c => c is { Effect: CriterionEffect.Spare, TakesPlaces: true })
            && TagLogic.TakesBoth(rule.Match)
        select Report(rule.Syntax.Find("delete")!.Key.Location, rule.Id);
}
