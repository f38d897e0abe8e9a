using PolicyEngine.Evaluation;
using PolicyEngine.Graph;
using PolicyEngine.Planning;
using PolicyEngine.Selecting;

namespace PolicyEngine.Explaining;

/// <summary>Lists changes each of which would keep a manifest that is deleted. Says nothing
/// that could fail: age and other conditions of <c>match</c> are left out.</summary>
internal sealed class Rescues(RepositoryEvaluation evaluation, VerdictWriter verdicts)
{
    private const int MostRoots = 5;
    private readonly DigestGraph _graph = evaluation.Graph;

    /// <summary>The changes.</summary>
    public IEnumerable<OppositeCondition> Of(NodeId node, List<NodeId> ancestors)
    {
        if (evaluation.Going.Contains(node))
        {
            foreach (var rescue in OfRules(node))
            {
                yield return rescue;
            }

            if (
                !evaluation.Policy.Settings.DeletesUnmatched
                && !evaluation.Outcomes.Any(o => o.Rule.WithOtherTags && o.Condemned.Contains(node))
            )
            {
                yield return new OppositeCondition("Add a tag that no rule condemns.");
            }
        }

        foreach (var root in ancestors.Where(a => a != node && _graph.Roots.Contains(a)).Take(MostRoots))
        {
            yield return new OppositeCondition($"Keep {NodeName.Of(_graph, root)}, which it is part of.");
        }

        // A tag that is not one by the grammar may mean something else as a glob.
        var plain = _graph
            .TagsOf(node)
            .ToArray()
            .Select(_graph.TagText)
            .FirstOrDefault(t => t.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'));
        var how = plain is null ? $"digests: [\"{_graph.TextOf(node)}\"]" : $"tags: [\"{plain}\"]";
        yield return new OppositeCondition($"Protect it: add '- {how}' under 'protect'.");
    }

    private IEnumerable<OppositeCondition> OfRules(NodeId root)
    {
        var decided = evaluation.Drops.Decided;
        foreach (var outcome in evaluation.Outcomes)
        {
            foreach (var criterion in verdicts.Reasons.TraceOf(outcome).Criteria.Where(c => CouldHold(outcome, c, root)))
            {
                var rule = outcome.Rule;
                var verb = rule.IsDelete ? "spares" : "keeps";
                yield return new OppositeCondition(
                    $"Place it {criterion.Criterion.Describe(true)}{Places(criterion, root)}, so that the rule '{rule.Id}' {verb} it.",
                    rule.Location.ToString()
                );
            }

            if (!decided.IsEmpty && outcome.Decides(root) && verdicts.Reasons.Applies(outcome, root))
            {
                // What later rules say does not count.
                yield break;
            }
        }
    }

    /// <summary>Whether the rule would hold the root if this count or quota did.</summary>
    private bool CouldHold(RuleOutcome outcome, CriterionTrace criterion, NodeId root)
    {
        var rule = outcome.Rule;
        return (criterion.Criterion is BoundQuota || (criterion.Places > 0 && criterion.RanksOf(root).Count > 0))
            && outcome.Selected.Nodes.Contains(root)
            && !criterion.Holds(root)
            && (rule.IsDelete || !rule.JoinsAll || verdicts.Reasons.TraceOf(outcome).Criteria.All(c => c == criterion || c.Holds(root)));
    }

    private static string Places(CriterionTrace criterion, NodeId root) =>
        criterion.RanksOf(root) switch
        {
            [] => string.Empty,
            var ranks => " (it is "
                + string.Join(
                    ", ",
                    ranks.Select(r => $"{Ordinals.Of(r.Rank)} of {r.Count}{(r.Group.Length == 0 ? string.Empty : $" in {r.Group}")}")
                )
                + ")",
        };
}
