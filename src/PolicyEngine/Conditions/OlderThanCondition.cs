using PolicyEngine.Binding;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;
using PolicyEngine.Values;

namespace PolicyEngine.Conditions;

/// <summary><c>older-than</c>: an age limit that shapes the selection before any counting.</summary>
internal sealed class OlderThanCondition()
    : Condition<Duration>(
        "older-than",
        new DurationType(),
        "The image is strictly older than this. In 'match' it shapes the selection before "
            + "anything is counted; in 'delete' it limits only what is deleted."
    )
{
    /// <inheritdoc/>
    protected override Predicate Compile(Duration value) => new Older(value);

    /// <summary>The compiled condition.</summary>
    internal sealed class Older(Duration limit) : NodePredicate
    {
        /// <inheritdoc/>
        public override string? Seen(EvaluationContext context, NodeId node) => AgeWords.Of(context, node);

        /// <inheritdoc/>
        public override bool LimitsAge => true;

        /// <inheritdoc/>
        public override TimeSpan? AgeLimit => limit.Value;

        /// <inheritdoc/>
        public override bool Holds(EvaluationContext context, NodeId node) => context.IsOlderThan(node, limit.Value);
    }
}
