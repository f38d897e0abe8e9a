using PolicyEngine.Graph;

namespace PolicyEngine.Selecting;

/// <summary>The first N of each group.</summary>
internal sealed class BoundCount(CriterionEffect effect, int count, RankKey? key, string noun) : BoundCriterion
{
    /// <summary>The number of places in each group.</summary>
    public int Count => count;

    /// <inheritdoc/>
    public override CriterionEffect Effect => effect;

    /// <inheritdoc/>
    public override bool TakesPlaces => count > 0;

    /// <inheritdoc/>
    public override bool NeedsPullTimes => key == RankKey.Pulled;

    /// <inheritdoc/>
    public override NodeSet Select(Ranking ranking, NodeSet candidates) =>
        ranking.First(count, key is { } other ? new RankBy(other) : null).IntersectWith(candidates);

    /// <inheritdoc/>
    public override string Describe(bool holds) => $"{(holds ? "among" : "not among")} the {noun} {count}";
}
