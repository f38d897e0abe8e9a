using PolicyEngine.Binding;
using PolicyEngine.Selecting;
using PolicyEngine.Values;

namespace PolicyEngine.Criteria;

/// <summary><c>keep.total-size</c>: a quota.</summary>
internal sealed class TotalSizeCriterion() : Criterion<ByteSize>(
    "total-size", new SizeType(), "The first images in order are kept while their bytes, each blob counted once, fit into this size; the first that does not fit ends it. The very first is always kept, however large.")
{
    /// <inheritdoc/>
    protected override BoundCriterion Compile(ByteSize value) => new BoundQuota(CriterionEffect.Keep, value);
}
