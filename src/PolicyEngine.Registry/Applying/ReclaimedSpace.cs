using PolicyEngine.Applying;
using PolicyEngine.Planning;

namespace PolicyEngine.Registry.Applying;

/// <summary>The bytes that are free by what is gone of a plan. Pure.</summary>
internal static class ReclaimedSpace
{
    /// <summary>All that was planned when all of it is gone; else that less everything
    /// that what is left may use, which is what is free at least.</summary>
    /// <param name="report">The report, without the bytes.</param>
    /// <param name="plan">The plan that was carried out.</param>
    /// <param name="saved">The bytes of what was to go.</param>
    /// <param name="condemned">The documents of what was to go.</param>
    /// <returns>The report with the bytes.</returns>
    internal static RepositoryApplyReport AddTo(
        RepositoryApplyReport report,
        RepositoryPlan plan,
        SavedBodies saved,
        CondemnedSet condemned
    )
    {
        if (plan.DeletesPackage)
        {
            return report with { ReclaimedBytes = report.Steps.All(IsGone) ? plan.Bytes.Reclaimed : 0 };
        }

        var gone = report
            .Steps.Where(step => step.Action == ApplyAction.Delete && IsGone(step))
            .Select(step => step.Digest)
            .ToHashSet(StringComparer.Ordinal);
        var unread = plan.Delete.Where(row => !gone.Contains(row.Digest) && !saved.Known.ContainsKey(row.Digest)).ToList();
        var unknown = unread.Exists(row => row.TotalSize is null || saved.WasAsked(row.Digest));
        var left = condemned.Records.Where(record => !gone.Contains(record.Digest)).ToList();
        if (gone.Count == 0 || (left.Count == 0 && unread.Count == 0))
        {
            return report with { ReclaimedBytes = gone.Count == 0 ? 0 : plan.Bytes.Reclaimed };
        }

        var used =
            unread.Sum(row => row.TotalSize ?? 0)
            + left.Sum(record => (long)saved.Known[record.Digest].Body.Length)
            + left.SelectMany(record =>
                    record.Layers.Select(layer => (layer.Digest, layer.Size)).Append((record.Config?.Digest ?? "", record.Config?.Size))
                )
                .DistinctBy(blob => blob.Item1, StringComparer.Ordinal)
                .Sum(blob => blob.Item2 ?? 0);
        return report with { ReclaimedBytes = unknown ? 0 : Math.Max(0, plan.Bytes.Reclaimed - used), IsReclaimedExact = false };
    }

    private static bool IsGone(AppliedStep step) => step.Outcome is ApplyOutcome.Done or ApplyOutcome.AlreadyGone;
}
