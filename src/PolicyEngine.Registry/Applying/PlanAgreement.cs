using PolicyEngine.Planning;

namespace PolicyEngine.Registry.Applying;

/// <summary>What two plans of one repository agree on: a stale one, and one made anew. Pure.</summary>
internal static class PlanAgreement
{
    /// <summary>The new plan without what the old one does not do.</summary>
    /// <returns>The plan to carry out, and the manifests that only the new one deletes: they stay, with all that they need.</returns>
    internal static (RepositoryPlan Plan, IReadOnlyCollection<string> Disputed) Between(RepositoryPlan stale, RepositoryPlan fresh)
    {
        var agreed = stale.Delete.Select(manifest => (manifest.Digest, manifest.VersionId)).ToHashSet();
        var untags = stale.Untag.Select(untag => (untag.Tag, untag.Digest)).ToHashSet();
        var byDispute = fresh.Delete.ToLookup(manifest => !agreed.Contains((manifest.Digest, manifest.VersionId)));
        var plan = fresh with
        {
            Delete = [.. byDispute[false]],
            Keep = [.. fresh.Keep, .. byDispute[true]],
            Untag = [.. fresh.Untag.Where(untag => untags.Contains((untag.Tag, untag.Digest)))],
            DeletesPackage = fresh.DeletesPackage && stale.DeletesPackage && !byDispute[true].Any(),
        };
        return (plan, [.. byDispute[true].Select(manifest => manifest.Digest)]);
    }
}
