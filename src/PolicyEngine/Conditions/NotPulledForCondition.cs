using PolicyEngine.Binding;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;
using PolicyEngine.Values;

namespace PolicyEngine.Conditions;

/// <summary><c>not-pulled-for</c>: the last pull is older than a limit.</summary>
internal sealed class NotPulledForCondition()
    : Condition<Duration>(
        "not-pulled-for",
        new DurationType(),
        "The last pull is longer ago than this; an image never pulled counts from its push. An error where the registry has no pull times."
    )
{
    /// <inheritdoc/>
    protected override Predicate Compile(Duration value) => new NotPulled(value);

    /// <summary>The compiled condition.</summary>
    internal sealed class NotPulled(Duration limit) : NodePredicate
    {
        /// <inheritdoc/>
        public override string? Seen(EvaluationContext context, NodeId node) => null;

        /// <inheritdoc/>
        public override bool NeedsPullTimes => true;

        /// <inheritdoc/>
        public override bool LimitsAge => true;

        /// <inheritdoc/>
        public override TimeSpan? AgeLimit => limit.Value;

        /// <inheritdoc/>
        public override bool Holds(EvaluationContext context, NodeId node) =>
            context.Graph.HasPullTimes ? context.IsNotPulledFor(node, limit.Value) : context.UnknownHolds;
    }
}
