using PolicyEngine.Planning;

namespace PolicyEngine.Registry.Applying;

/// <summary>What two plans of one repository agree on: a stale one, and a new one. Pure.</summary>
internal static class PlanAgreement
{
    /// <summary>The new plan without what the old one does not do.</summary>
    /// <param name="stale">The old one.</param>
    /// <param name="fresh">The new one.</param>
    /// <param name="placeholders">
    /// What an earlier run of the old one pushed to take tags off. It is of nobody's making but the plan's, so
    /// it is not weighed: a tag that leads to one is still removed from the image that the old plan took it from.
    /// </param>
    /// <returns>The plan to carry out, and the manifests that only the new one deletes: they stay, with all that they need.</returns>
    internal static (RepositoryPlan Plan, IReadOnlyCollection<string> Disputed) Between(
        RepositoryPlan stale,
        RepositoryPlan fresh,
        IReadOnlySet<string> placeholders
    )
    {
        var agreed = stale.Delete.Select(manifest => (manifest.Digest, manifest.VersionId)).ToHashSet();
        var untags = stale.Untag.Select(untag => (untag.Tag, untag.Digest)).ToHashSet();
        var stays = fresh.Keep.Concat(fresh.Retain).Select(manifest => manifest.Digest).ToHashSet(StringComparer.Ordinal);
        var held = fresh
            .Keep.Concat(fresh.Retain)
            .Concat(fresh.Delete)
            .Where(manifest => placeholders.Contains(manifest.Digest))
            .SelectMany(manifest => manifest.Tags, (manifest, tag) => (tag, manifest.Digest))
            .ToDictionary(pair => pair.tag, pair => pair.Digest, StringComparer.Ordinal);
        var begun = stale.Untag.Where(untag => held.ContainsKey(untag.Tag) && stays.Contains(untag.Digest)).ToList();
        var going = begun.Select(untag => held[untag.Tag]).ToHashSet(StringComparer.Ordinal);
        bool Weighs(PlannedManifest manifest) => !going.Contains(manifest.Digest);

        var byDispute = fresh.Delete.Where(Weighs).ToLookup(manifest => !agreed.Contains((manifest.Digest, manifest.VersionId)));
        var plan = fresh with
        {
            Delete = [.. byDispute[false]],
            Keep = [.. fresh.Keep.Where(Weighs), .. byDispute[true].Select(row => row with { Order = 0 })],
            Retain = [.. fresh.Retain.Where(Weighs)],
            Untag = [.. fresh.Untag.Where(untag => untags.Contains((untag.Tag, untag.Digest))), .. begun],
            DeletesPackage = fresh.DeletesPackage && stale.DeletesPackage && !byDispute[true].Any(),
        };
        return (plan, [.. byDispute[true].Select(manifest => manifest.Digest)]);
    }
}
