using PolicyEngine.Binding;
using PolicyEngine.Selecting;

namespace PolicyEngine.Criteria;

/// <summary><c>keep.most-recently-pulled</c>.</summary>
internal sealed class MostRecentlyPulledCriterion()
    : Criterion<int>(
        "most-recently-pulled",
        new CountType(),
        "This many of the selected images, the most recently pulled, are kept; images never "
            + "pulled come last. An error where the registry has no pull times.",
        10
    )
{
    /// <inheritdoc/>
    protected override BoundCriterion Compile(int value) =>
        new BoundCount(CriterionEffect.Keep, value, RankKey.Pulled, "most recently pulled");
}
