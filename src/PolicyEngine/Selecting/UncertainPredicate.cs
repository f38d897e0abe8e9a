using PolicyEngine.Graph;

namespace PolicyEngine.Selecting;

/// <summary>A condition on one manifest at a time that may be unknown, since
/// it looks at what may be missing or unread (semantics.md#unknown).</summary>
internal abstract class UncertainPredicate : NodePredicate
{
    /// <inheritdoc/>
    public sealed override bool NeedsParts => true;

    /// <inheritdoc/>
    public sealed override bool Holds(EvaluationContext context, NodeId node) => Decide(context, node) ?? context.UnknownHolds;

    /// <summary>Whether the condition holds for a present manifest; null where nobody knows.</summary>
    public abstract bool? Decide(EvaluationContext context, NodeId node);

    /// <summary>Both hold: false where one certainly does not.</summary>
    protected static bool? And(bool? left, bool? right) =>
        left == false || right == false ? false
        : left is null || right is null ? null
        : true;

    /// <summary>One of them holds: true where one certainly does.</summary>
    protected static bool? Or(bool? left, bool? right) =>
        left == true || right == true ? true
        : left is null || right is null ? null
        : false;
}
