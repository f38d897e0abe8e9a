using PolicyEngine.Binding;
using PolicyEngine.Conditions;
using PolicyEngine.Selecting;
using PolicyEngine.Values;

namespace PolicyEngine.Criteria;

/// <summary><c>keep.younger-than</c>.</summary>
internal sealed class KeepYoungerThanCriterion()
    : Criterion<Duration>("younger-than", new DurationType(), "Images that are not older than this are kept.")
{
    /// <inheritdoc/>
    protected override BoundCriterion Compile(Duration value) =>
        new BoundLimit(CriterionEffect.Keep, new YoungerThanCondition.Younger(value), $"younger than {value}", $"older than {value}");
}
