using PolicyEngine.Binding;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;
using PolicyEngine.Values;

namespace PolicyEngine.Conditions;

/// <summary><c>larger-than</c>: the image with everything only it reaches.</summary>
internal sealed class LargerThanCondition()
    : Condition<ByteSize>(
        "larger-than",
        new SizeType(),
        "The image is larger than this: its own manifest, and everything that only it, of all images, reaches. Sizes "
            + "that are not stated count as 0; an image without any stated size, or that was not read completely, is kept."
    )
{
    /// <inheritdoc/>
    protected override Predicate Compile(ByteSize value) => new Larger(value);

    private sealed class Larger(ByteSize limit) : UncertainPredicate
    {
        /// <inheritdoc/>
        public override string? Seen(EvaluationContext context, NodeId node) => null;

        /// <inheritdoc/>
        public override bool? Decide(EvaluationContext context, NodeId node) => context.Bytes.IsLargerThan(node, limit.Bytes);
    }
}
