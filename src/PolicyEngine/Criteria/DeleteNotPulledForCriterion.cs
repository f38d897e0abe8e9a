using PolicyEngine.Binding;
using PolicyEngine.Conditions;
using PolicyEngine.Selecting;
using PolicyEngine.Values;

namespace PolicyEngine.Criteria;

/// <summary><c>delete.not-pulled-for</c>.</summary>
internal sealed class DeleteNotPulledForCriterion()
    : Criterion<Duration>(
        "not-pulled-for",
        new DurationType(),
        "Only images whose last pull (or, if never pulled, push) is longer ago than this are deleted."
    )
{
    /// <inheritdoc/>
    protected override BoundCriterion Compile(Duration value) =>
        new BoundLimit(
            CriterionEffect.Limit,
            new NotPulledForCondition.NotPulled(value),
            $"not pulled for {value}",
            $"pulled within {value}"
        );
}
