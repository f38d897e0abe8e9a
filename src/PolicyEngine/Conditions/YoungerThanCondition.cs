using PolicyEngine.Binding;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;
using PolicyEngine.Values;

namespace PolicyEngine.Conditions;

/// <summary><c>younger-than</c>: the complement of <c>older-than</c>.</summary>
internal sealed class YoungerThanCondition()
    : Condition<Duration>(
        "younger-than",
        new DurationType(),
        "The image is not older than this: the complement of 'older-than'. It shapes the selection before anything is counted."
    )
{
    /// <inheritdoc/>
    protected override Predicate Compile(Duration value) => new Younger(value);

    /// <summary>The compiled condition.</summary>
    internal sealed class Younger(Duration limit) : NodePredicate
    {
        /// <inheritdoc/>
        public override string? Seen(EvaluationContext context, NodeId node) => AgeWords.Of(context, node);

        /// <inheritdoc/>
        public override bool LimitsAge => true;

        /// <inheritdoc/>
        public override TimeSpan? AgeLimit => limit.Value;

        /// <inheritdoc/>
        public override bool Holds(EvaluationContext context, NodeId node) => !context.IsOlderThan(node, limit.Value);
    }
}
