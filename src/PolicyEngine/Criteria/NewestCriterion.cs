using PolicyEngine.Binding;
using PolicyEngine.Selecting;

namespace PolicyEngine.Criteria;

/// <summary><c>keep.newest</c>.</summary>
internal sealed class NewestCriterion()
    : Criterion<int>(
        "newest",
        new CountType(),
        "This many of the selected images, the first in order, are kept. See 'order-by' and 'per'.",
        3
    )
{
    /// <inheritdoc/>
    protected override BoundCriterion Compile(int value) => new BoundCount(CriterionEffect.Keep, value, null, "newest");
}
