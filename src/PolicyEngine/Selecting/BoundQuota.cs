using PolicyEngine.Graph;
using PolicyEngine.Values;

namespace PolicyEngine.Selecting;

/// <summary>A quota: the first in order, while the bytes that they add fit; the first that does not fit ends it,
/// but the very first always stays (semantics.md#actions). Bytes of protected images do not count.</summary>
internal sealed class BoundQuota(CriterionEffect effect, ByteSize quota) : BoundCriterion
{
    /// <inheritdoc/>
    public override CriterionEffect Effect => effect;

    /// <inheritdoc/>
    public override NodeSet Select(Ranking ranking, NodeSet candidates)
    {
        var result = new NodeSetBuilder(candidates.Capacity);
        var meter = ranking.Context.Bytes.StartQuota(ranking.Context.Protected);
        long used = 0;
        foreach (var node in ranking.Sorted())
        {
            used += meter.Cost(node);
            if (used > quota.Bytes && !result.IsEmpty)
            {
                break;
            }

            meter.Take(node);
            result.Add(node);
        }

        return result.IntersectWith(candidates);
    }

    /// <inheritdoc/>
    public override string Describe(bool holds) => holds ? $"inside the quota of {quota}" : $"beyond the quota of {quota}";
}
