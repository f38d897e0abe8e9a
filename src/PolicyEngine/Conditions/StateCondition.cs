using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Evaluation;
using PolicyEngine.Language.Binding;

namespace PolicyEngine.Conditions;

/// <summary><c>state</c>: ghost, partial or orphaned.</summary>
internal sealed class StateCondition() : Condition<ImmutableArray<StateCondition.State>>(
    "state",
    new ListType<StateCondition.State>(new ChoiceType<State>(("ghost", State.Ghost), ("partial", State.Partial), ("orphaned", State.Orphaned))),
    "What is broken: 'ghost' an index all of whose children are missing, 'partial' one some of whose children are missing, "
    + "'orphaned' an untagged referrer (or the target of a referrer tag) whose subject is absent.", "orphaned", new JsonArray("ghost", "partial"))
{
    /// <summary>What can be broken.</summary>
    internal enum State
    {
        Ghost,
        Partial,
        Orphaned,
    }

    /// <inheritdoc/>
    protected override Predicate Compile(ImmutableArray<State> value) => new InState(value);

    private sealed class InState(ImmutableArray<State> states) : NodePredicate
    {
        /// <inheritdoc/>
        public override bool IsAboutSome => true;

        /// <inheritdoc/>
        public override bool SelectsOrphans => states.Contains(State.Orphaned);

        /// <inheritdoc/>
        public override bool Holds(EvaluationContext context, int node)
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
