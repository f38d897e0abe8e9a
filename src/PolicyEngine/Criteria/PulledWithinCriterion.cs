using PolicyEngine.Binding;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;
using PolicyEngine.Values;

namespace PolicyEngine.Criteria;

/// <summary><c>keep.pulled-within</c>.</summary>
internal sealed class PulledWithinCriterion()
    : Criterion<Duration>(
        "pulled-within",
        new DurationType(),
        "Images pulled within this time, its bound included, are kept; an image never "
            + "pulled is not. An error where the registry has no pull times."
    )
{
    /// <inheritdoc/>
    protected override BoundCriterion Compile(Duration value) =>
        new BoundLimit(CriterionEffect.Keep, new PulledWithin(value), $"pulled within {value}", $"not pulled within {value}");

    private sealed class PulledWithin(Duration limit) : NodePredicate
    {
        /// <inheritdoc/>
        public override string? Seen(EvaluationContext context, NodeId node) => null;

        /// <inheritdoc/>
        public override bool NeedsPullTimes => true;

        /// <inheritdoc/>
        public override TimeSpan? AgeLimit => limit.Value;

        /// <inheritdoc/>
        public override bool Holds(EvaluationContext context, NodeId node) =>
            context.PulledTicks(node) != 0 && context.Now.UtcTicks - context.PulledTicks(node) <= limit.Value.Ticks;
    }
}
