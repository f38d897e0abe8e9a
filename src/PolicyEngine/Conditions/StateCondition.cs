using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;

namespace PolicyEngine.Conditions;

/// <summary><c>state</c>: ghost, partial, orphaned or part.</summary>
internal sealed class StateCondition()
    : Condition<ImmutableArray<StateCondition.State>>(
        "state",
        new ListType<StateCondition.State>(
            new ChoiceType<State>(("ghost", State.Ghost), ("partial", State.Partial), ("orphaned", State.Orphaned), ("part", State.Part))
        ),
        "Its relation to other manifests: 'ghost' an index all of whose children are "
            + "missing, 'partial' one some of whose children are missing, "
            + "'orphaned' an untagged referrer (or the target of a referrer tag) whose subject is absent, "
            + "'part' an image that belongs to another one: a platform that an index lists, or "
            + "a referrer of a present subject, perhaps with a tag of its own.",
        "orphaned",
        new JsonArray("ghost", "partial")
    )
{
    /// <summary>How an image can stand to others.</summary>
    internal enum State
    {
        Ghost,
        Partial,
        Orphaned,
        Part,
    }

    /// <inheritdoc/>
    protected override Predicate Compile(ImmutableArray<State> value) =>
        !value.Contains(State.Part) ? new InState(value)
        : value.All(s => s == State.Part) ? new PartOfAnother()
        : new AnyCondition.AnyPredicate([new InState(value), new PartOfAnother()]);

    /// <summary>Whether another present manifest keeps it alive; any that has not been read might.</summary>
    private sealed class PartOfAnother : UncertainPredicate
    {
        /// <inheritdoc/>
        public override string? Seen(EvaluationContext context, NodeId node) => null;

        /// <inheritdoc/>
        public override bool IsAboutSome => true;

        /// <inheritdoc/>
        public override bool? Decide(EvaluationContext context, NodeId node)
        {
            var graph = context.Graph;
            return !graph.KeptBy[node].IsEmpty ? true
                : context.MayHold.Count > (context.MayHold.Contains(node) ? 1 : 0) ? null
                : false;
        }
    }

    private sealed class InState(ImmutableArray<State> states) : NodePredicate
    {
        /// <inheritdoc/>
        public override string? Seen(EvaluationContext context, NodeId node) => null;

        /// <inheritdoc/>
        public override bool IsAboutSome => true;

        /// <inheritdoc/>
        public override bool SelectsOrphans => states.Contains(State.Orphaned);

        /// <inheritdoc/>
        public override bool Holds(EvaluationContext context, NodeId node)
        {
            var graph = context.Graph;
            if (states.Contains(State.Orphaned) && graph.Orphans.Contains(node))
            {
                return true;
            }

            var missing = 0;
            var children = graph.Children[node];
            foreach (var child in children)
            {
                missing += child >= graph.PresentCount ? 1 : 0;
            }

            return (states.Contains(State.Ghost) && missing > 0 && missing == children.Length)
                || (states.Contains(State.Partial) && missing > 0 && missing < children.Length);
        }
    }
}
