using PolicyEngine.Binding;
using PolicyEngine.Conditions;
using PolicyEngine.Selecting;
using PolicyEngine.Values;

namespace PolicyEngine.Criteria;

/// <summary><c>delete.older-than</c>.</summary>
internal sealed class DeleteOlderThanCriterion()
    : Criterion<Duration>(
        "older-than",
        new DurationType(),
        "Only images strictly older than this are deleted; younger ones still count among the newest."
    )
{
    /// <inheritdoc/>
    protected override BoundCriterion Compile(Duration value) =>
        new BoundLimit(CriterionEffect.Limit, new OlderThanCondition.Older(value), $"older than {value}", $"not older than {value}");
}
