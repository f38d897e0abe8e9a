using PolicyEngine.Binding;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;

namespace PolicyEngine.Conditions;

/// <summary><c>tagged</c>: whether an image has a user tag.</summary>
internal sealed class TaggedCondition()
    : Condition<bool>(
        "tagged",
        new BooleanType(),
        "Whether the image has a tag of its own. Referrer tags (sha256-…) do not count. 'false' selects what no tag and no index leads to.",
        false
    )
{
    /// <inheritdoc/>
    protected override Predicate Compile(bool value) => new Tagged(value);

    /// <summary>Whether an image has a user tag.</summary>
    internal sealed class Tagged(bool expected) : NodePredicate
    {
        /// <inheritdoc/>
        public override string? Seen(EvaluationContext context, NodeId node) =>
            context.Graph.TagsOf(node).IsEmpty ? TagsCondition.NoTag : "it has a tag";

        /// <summary>The value asked for.</summary>
        public bool Expected => expected;

        /// <inheritdoc/>
        public override bool SpeaksOfTags => true;

        /// <inheritdoc/>
        public override bool Holds(EvaluationContext context, NodeId node) => context.Graph.TagsOf(node).IsEmpty != expected;
    }
}
