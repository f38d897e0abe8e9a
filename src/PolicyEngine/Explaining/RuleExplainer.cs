using System.Collections.Immutable;
using PolicyEngine.Evaluation;
using PolicyEngine.Graph;
using PolicyEngine.Planning;
using PolicyEngine.Selecting;

namespace PolicyEngine.Explaining;

/// <summary>Says what each rule saw in a root.</summary>
internal sealed class RuleExplainer(RepositoryEvaluation evaluation, VerdictWriter verdicts)
{
    private readonly UnmetConditions _unmet = new(evaluation);

    /// <summary>What the rules in force say, in the order of the policies.</summary>
    /// <param name="root">The root.</param>
    /// <param name="verdict">Its verdict, which names one of them.</param>
    public ImmutableArray<ExplainedRule> Explain(NodeId root, Verdict verdict) =>
        [.. evaluation.Outcomes.Select(o => Explain(o, root, verdict))];

    private ExplainedRule Explain(RuleOutcome outcome, NodeId root, Verdict verdict)
    {
        var rule = outcome.Rule;
        var isSelected = outcome.Selected.Nodes.Contains(root);
        var source = rule.Location.ToString();
        var opinion = OpinionOf(outcome, root);
        var counts = isSelected && verdicts.Reasons.Applies(outcome, root);

        // An image that would go, but stays as a piece of another one, has that one's verdict.
        var isForAnother = evaluation.Going.Contains(root) && evaluation.Live.Contains(root) && !evaluation.Retained.Contains(root);
        return new ExplainedRule(
            rule.Id,
            source,
            rule.IsDelete,
            opinion,
            counts,
            counts && opinion != RuleOpinion.SaysNothing && !isForAnother && verdict.Rule == rule.Id && verdict.Source == source,
            isSelected ? Texts(root, outcome.Selected.Tags!.Contains) : [],
            Texts(root, outcome.CondemnedTags.Contains),
            isSelected ? [] : _unmet.Of(rule, root),
            isSelected
                ? [.. verdicts.Reasons.TraceOf(outcome).Criteria.Select(c => Explain(c, root, outcome.Uncertain.Contains(root)))]
                : []
        );
    }

    private static RuleOpinion OpinionOf(RuleOutcome outcome, NodeId root) =>
        !outcome.Selected.Nodes.Contains(root) ? RuleOpinion.DoesNotSelect
        : outcome.Holds(root) ? (outcome.Rule.IsDelete ? RuleOpinion.Spares : RuleOpinion.Keeps)
        : outcome.LeftOut.Contains(root) ? RuleOpinion.LeavesOut
        : outcome.Condemned.Contains(root) ? RuleOpinion.Condemns
        : RuleOpinion.SaysNothing;

    private ExplainedCriterion Explain(CriterionTrace criterion, NodeId root, bool isUncertain)
    {
        var holds = criterion.Holds(root);
        var (text, detail) = criterion.Describe(root, holds);
        var measured =
            criterion.CalendarPlacesOf(root).Count > 0 ? detail
            : criterion.Criterion is BoundLimit ? $" ({verdicts.AgeText(root)})"
            : criterion.IsUngrouped(root) ? " (none of its selected tags has a group)"
            : (criterion.Places is null && criterion.Criterion is not BoundCalendar) || criterion.RanksOf(root).Count > 0 ? string.Empty
            : evaluation.Context.Ages[root] == 0 ? " (not counted: its age is unknown)"
            : evaluation.Graph.IsUnread(root) ? " (not counted: it has not been read)"
            : isUncertain ? " (not counted: it has not been read completely)"
            : evaluation.Context.Protected.Contains(root) ? " (not counted: it is protected)"
            : " (not counted)";
        return new ExplainedCriterion(
            text + measured,
            holds,
            [.. criterion.RanksOf(root).Select(r => new ExplainedRank(r.Group, r.Rank, r.Count, criterion.Places!.Value))],
            TieOf(criterion, root)
        );
    }

    private string? TieOf(CriterionTrace criterion, NodeId root)
    {
        foreach (var (inside, outside) in criterion.Ties)
        {
            if (inside == root || outside == root)
            {
                return inside == root
                    ? $"Only a tie-break puts it before {NodeName.Of(evaluation.Graph, outside)}: both have the same key and time."
                    : $"Only a tie-break puts it after {NodeName.Of(evaluation.Graph, inside)}: both have the same key and time.";
            }
        }

        return null;
    }

    private ImmutableArray<string> Texts(NodeId root, Func<TagId, bool> chosen) =>
        [.. evaluation.Graph.TagsOf(root).ToArray().Where(chosen).Select(evaluation.Graph.TagText)];
}
