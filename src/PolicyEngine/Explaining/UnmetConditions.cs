using System.Collections.Immutable;
using PolicyEngine.Conditions;
using PolicyEngine.Evaluation;
using PolicyEngine.Graph;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;

namespace PolicyEngine.Explaining;

/// <summary>Says why a rule does not select a root: which conditions of its <c>match</c> do not hold, and what they saw.</summary>
internal sealed class UnmetConditions(RepositoryEvaluation evaluation)
{
    private readonly DigestGraph _graph = evaluation.Graph;

    /// <summary>The reasons, each a phrase.</summary>
    public ImmutableArray<string> Of(Rule rule, NodeId root)
    {
        if (_graph.Orphans.Contains(root) && (!_graph.HasImageTags || rule.Match?.SelectsOrphans != true))
        {
            return
            [
                !_graph.HasImageTags
                    ? "it is an orphaned referrer, and in a repository without tags no rule selects those"
                    : "it is an orphaned referrer, which only 'state: orphaned' selects",
            ];
        }

        var unmet = ImmutableArray.CreateBuilder<string>();
        var domain = new NodeSetBuilder(_graph.PresentCount);
        domain.Add(root);
        using var all = evaluation.Context.Assume(unknownHolds: true);
        foreach (var (written, predicate) in PartsOf(rule))
        {
            if (!predicate.Select(evaluation.Context, domain).Nodes.Contains(root))
            {
                unmet.Add(
                    $"'{FlowText.Of(written)}' does not hold{(predicate.Seen(evaluation.Context, root) is { } seen ? $" ({seen})" : "")}"
                );
            }
        }

        // Each condition holds, but they select different tags.
        return unmet.Count == 0 ? ["none of its tags is selected by all conditions"] : unmet.ToImmutable();
    }

    private static IEnumerable<(PropertySyntax Written, Predicate Predicate)> PartsOf(Rule rule) =>
        rule.Match is { } bound && rule.Syntax.Find("match")?.Value is MappingSyntax written
            ? ConditionCatalog.PartsOf(written, bound)
            : [];
}
