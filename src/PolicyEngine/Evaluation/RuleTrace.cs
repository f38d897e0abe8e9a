using System.Collections.Immutable;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;
using PolicyEngine.Values;

namespace PolicyEngine.Evaluation;

/// <summary>What each criterion of a rule says of each image it selects, for
/// verdicts and explanations. Found when first asked for; not thread-safe.</summary>
internal sealed class RuleTrace(RuleOutcome outcome)
{
    private ImmutableArray<CriterionTrace> _criteria;

    /// <summary>The rule's outcome.</summary>
    public RuleOutcome Outcome => outcome;

    /// <summary>The criteria in the order of the reference page.</summary>
    public ImmutableArray<CriterionTrace> Criteria =>
        _criteria.IsDefault ? _criteria = [.. outcome.Rule.Criteria.Select(c => new CriterionTrace(c, outcome))] : _criteria;
}

/// <summary>What one criterion says of each image that its rule selects. Not thread-safe.</summary>
internal sealed class CriterionTrace
{
    private readonly NodeSet _holding;
    private readonly Ranking _ranking;
    private readonly Dictionary<string, Dictionary<CalendarPeriod, CalendarBucket>> _buckets = [];

    public CriterionTrace(BoundCriterion criterion, RuleOutcome outcome)
    {
        var rule = outcome.Rule;
        Criterion = criterion;

        // Rules may count by several orders; each count has its places in a ranking of its own.
        _ranking = new Ranking(outcome.Ranking.Context, outcome.Ranking.Pool, outcome.Selected.Tags!, rule.OrderBy, rule.Per);
        _holding = criterion.Select(_ranking, outcome.Selected.Nodes);
    }

    /// <summary>The criterion.</summary>
    public BoundCriterion Criterion { get; }

    /// <summary>The count, if it counts places.</summary>
    public int? Places => (Criterion as BoundCount)?.Count;

    /// <summary>Whether it holds for an image that the rule selects.</summary>
    public bool Holds(NodeId node) => _holding.Contains(node);

    /// <summary>The places of an image, rank from 1; none where the criterion does not count, or does not count this image.</summary>
    public IReadOnlyList<(string Group, int Rank, int Count)> RanksOf(NodeId node) => Places is null ? [] : _ranking.RanksOf(node);

    /// <summary>The places of an image in the calendar; none where the criterion does not go by it, or does not count this image.</summary>
    public IReadOnlyList<CalendarPlace> CalendarPlacesOf(NodeId node) =>
        (Criterion as BoundCalendar)?.PlacesOf(_ranking, node, _buckets) ?? [];

    /// <summary>Says what the criterion says of an image, and the detail that follows it.</summary>
    public (string Text, string Detail) Describe(NodeId node, bool holds) =>
        Criterion is BoundCalendar calendar ? calendar.Describe(CalendarPlacesOf(node), holds) : (Criterion.Describe(holds), "");

    /// <summary>Whether the image has no group of <c>per</c>, so that it is spared.</summary>
    public bool IsUngrouped(NodeId node) => _ranking.Ungrouped.Contains(node);

    /// <summary>The ties that decided.</summary>
    public IReadOnlyList<(NodeId Inside, NodeId Outside)> Ties => _ranking.Ties;
}
