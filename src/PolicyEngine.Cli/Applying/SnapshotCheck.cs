using PolicyEngine.Graph;
using PolicyEngine.Planning;

namespace PolicyEngine.Cli.Applying;

/// <summary>
/// Whether a plan that was made from a snapshot fits what is there. The file may be old or changed by
/// hand: an edge, a label or a tag that is missing in it would let go what is needed or protected. Pure.
/// </summary>
internal static class SnapshotCheck
{
    private const string Origin = "The plan was made from a snapshot that differs from the repository";

    /// <summary>Why it does not fit a plan of the same policies and time that
    /// was made from the repository itself; null where it does.</summary>
    public static string? Compare(RepositoryPlan plan, RepositoryPlan? fresh)
    {
        if (fresh is not { Status: PlanStatus.Planned })
        {
            return "The plan was made from a snapshot, but the repository itself cannot be "
                + $"planned: {fresh?.Reason ?? "no policy covers it."} Nothing was done.";
        }

        var kept = fresh.Keep.Concat(fresh.Retain).ToDictionary(m => m.Digest, StringComparer.Ordinal);
        if (plan.Delete.FirstOrDefault(m => kept.ContainsKey(m.Digest)) is { } row)
        {
            return $"{Origin}: {row.Digest} is kept. {kept[row.Digest].Verdict.Text} Nothing was done; plan again.";
        }

        var untagged = fresh.Untag.Select(u => (u.Tag, u.Digest)).ToHashSet();
        bool Stays(PlannedUntag u) =>
            kept.TryGetValue(u.Digest, out var image) && image.Tags.Contains(u.Tag) && !untagged.Contains((u.Tag, u.Digest));
        return plan.Untag.FirstOrDefault(Stays) is { } untag ? $"{Origin}: the tag '{untag.Tag}' is kept. Nothing was done; plan again."
            : plan.DeletesPackage && !fresh.DeletesPackage
                ? $"{Origin}: the package is not deleted as a whole. Nothing was done; plan again."
            : null;
    }

    /// <summary>Why it does not fit the repository, of which nobody can say
    /// what policies would do; null where the snapshot was just this.</summary>
    public static string? Compare(RepositoryPlan plan, DigestGraph? graph) =>
        graph is not { Info.Complete: true }
            ? "The plan was made from a snapshot, but the repository itself cannot be "
                + $"read completely. {graph?.Info.Reason} Nothing was done."
        : graph.Fingerprint == plan.Snapshot.Sha256 ? null
        : $"{Origin}, and its policies are missing here, so it cannot be planned again. "
            + "Nothing was done: run apply where they are, or make a new plan.";
}
