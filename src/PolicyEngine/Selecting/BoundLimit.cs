using PolicyEngine.Graph;

namespace PolicyEngine.Selecting;

/// <summary>A criterion that looks at one image at a time, by a condition of <c>match</c>.</summary>
internal sealed class BoundLimit(CriterionEffect effect, Predicate condition, string holdsText, string failsText) : BoundCriterion
{
    private readonly Type _kind = condition.GetType();

    /// <inheritdoc/>
    public override CriterionEffect Effect => effect;

    /// <inheritdoc/>
    public override bool NeedsPullTimes => condition.NeedsPullTimes;

    /// <inheritdoc/>
    public override bool LimitsAge => condition.LimitsAge;

    /// <inheritdoc/>
    public override TimeSpan? AgeLimit => condition.AgeLimit;

    /// <inheritdoc/>
    public override bool Implies(BoundCriterion other) =>
        effect == CriterionEffect.Limit
        && other is BoundLimit limit
        && limit.Effect == effect
        && limit._kind == _kind
        && AgeLimit >= limit.AgeLimit;

    /// <inheritdoc/>
    public override NodeSet Select(Ranking ranking, NodeSet candidates) => condition.Select(ranking.Context, candidates).Nodes;

    /// <inheritdoc/>
    public override string Describe(bool holds) => holds ? holdsText : failsText;
}
