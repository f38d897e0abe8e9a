using PolicyEngine.Binding;
using PolicyEngine.Selecting;
using PolicyEngine.Values;

namespace PolicyEngine.Criteria;

/// <summary><c>keep.total-size</c>: a quota.</summary>
internal sealed class TotalSizeCriterion()
    : Criterion<ByteSize>(
        "total-size",
        new SizeType(),
        "Images are kept in order while their bytes, each blob counted once, fit into this size; from the "
            + "first that does not fit on, none is kept. The very first is always kept, however large."
    )
{
    /// <inheritdoc/>
    protected override BoundCriterion Compile(ByteSize value) => new BoundQuota(CriterionEffect.Keep, value);
}
