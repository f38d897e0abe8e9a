using PolicyEngine.Binding;
using PolicyEngine.Selecting;

namespace PolicyEngine.Criteria;

/// <summary><c>delete.except-newest</c>: keep-n.</summary>
internal sealed class ExceptNewestCriterion()
    : Criterion<int>(
        "except-newest",
        new CountType(),
        "Of the selected images, this many, the first in order, are spared. See 'of', 'order-by' and 'per'.",
        3
    )
{
    /// <inheritdoc/>
    protected override BoundCriterion Compile(int value) => Count(value);

    /// <summary>The count, as <c>except</c> has it too.</summary>
    public static BoundCriterion Count(int value) => new BoundCount(CriterionEffect.Spare, value, null, "newest");
}
