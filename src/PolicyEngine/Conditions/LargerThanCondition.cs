using PolicyEngine.Binding;
using PolicyEngine.Selecting;
using PolicyEngine.Values;

namespace PolicyEngine.Conditions;

/// <summary><c>larger-than</c>: the image with everything only it reaches.</summary>
internal sealed class LargerThanCondition() : Condition<ByteSize>(
    "larger-than", new SizeType(), "The image is larger than this: its own manifest, and everything that only it, of all images, reaches. What is not stated counts as 0; an image of which nothing is stated, or not all has been read, is kept.")
{
    /// <inheritdoc/>
    protected override Predicate Compile(ByteSize value) => new Larger(value);

    private sealed class Larger(ByteSize limit) : UncertainPredicate
    {
        /// <inheritdoc/>
        public override bool? Decide(EvaluationContext context, int node) => context.Bytes.IsLargerThan(node, limit.Bytes);
    }
}
