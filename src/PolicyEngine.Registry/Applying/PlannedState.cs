using System.Collections.Immutable;
using PolicyEngine.Planning;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Applying;

/// <summary>What a plan says that there is, to be compared with what there is. Immutable.</summary>
internal sealed class PlannedState
{
    private readonly Dictionary<string, string> _tags = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long?> _stays = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PlannedManifest> _goes = new(StringComparer.Ordinal);
    private readonly HashSet<(string Tag, string Digest)> _untags = [];

    /// <exception cref="RegistryException">The plan contradicts itself.</exception>
    internal PlannedState(RepositoryPlan plan)
    {
        Delete = [.. plan.Delete];
        Reach = new PlannedReach(Delete);
        Untag = [.. plan.Untag];
        foreach (var manifest in Delete)
        {
            Require(_goes.TryAdd(manifest.Digest, manifest), manifest.Digest);
            Add(manifest);
        }

        foreach (var manifest in plan.Retain.Concat(plan.Keep))
        {
            Require(!_goes.ContainsKey(manifest.Digest) && _stays.TryAdd(manifest.Digest, manifest.VersionId), manifest.Digest);
            Add(manifest);
        }

        foreach (var untag in Untag)
        {
            Require(_stays.ContainsKey(untag.Digest) && _untags.Add((untag.Tag, untag.Digest)), untag.Digest);
        }
    }

    /// <summary>What is deleted, in the order of the plan.</summary>
    internal ImmutableArray<PlannedManifest> Delete { get; }

    /// <summary>What may refer to what of that.</summary>
    internal PlannedReach Reach { get; }

    /// <summary>The tags that are removed from images that are kept.</summary>
    internal ImmutableArray<PlannedUntag> Untag { get; }

    /// <summary>Whether a manifest was there when the plan was made.</summary>
    internal bool Knows(string digest) => _goes.ContainsKey(digest) || _stays.ContainsKey(digest);

    /// <summary>The digests that are kept.</summary>
    internal IReadOnlyCollection<string> Stays => _stays.Keys;

    /// <summary>The tags with the digest that each leads to.</summary>
    internal IReadOnlyDictionary<string, string> Tags => _tags;

    internal bool Goes(string digest) => _goes.ContainsKey(digest);

    /// <summary>What a plan says of a manifest in the words of a writer.</summary>
    internal static ManifestTarget TargetOf(PlannedManifest manifest) =>
        new(manifest.Digest, manifest.Tags, manifest.MediaType, manifest.VersionId);

    /// <summary>
    /// What is not as planned, a sentence each. What an earlier run of the same plan may have
    /// done is not a change: deleted manifests, tags removed, and placeholders that it announced.
    /// </summary>
    internal ImmutableArray<string> Compare(RepositoryListing listing, IReadOnlySet<string> placeholders)
    {
        var changes = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (tag, digest) in listing.Tags)
        {
            if (placeholders.Contains(digest))
            {
                continue;
            }

            if (!_tags.TryGetValue(tag, out var planned))
            {
                changes.Add($"The tag '{tag}' is new, on {digest}.");
            }
            else if (planned != digest)
            {
                changes.Add($"The tag '{tag}' was moved from {planned} to {digest}.");
            }
        }

        foreach (var (tag, digest) in _tags)
        {
            if (!listing.Tags.ContainsKey(tag) && !Goes(digest) && !_untags.Contains((tag, digest)))
            {
                changes.Add($"The tag '{tag}' was removed from {digest}.");
            }
        }

        if (listing.Manifests is { } manifests)
        {
            CompareManifests(manifests, placeholders, changes);
        }

        return [.. changes];
    }

    private void CompareManifests(
        IReadOnlyDictionary<string, long?> manifests,
        IReadOnlySet<string> placeholders,
        SortedSet<string> changes
    )
    {
        foreach (var (digest, version) in manifests)
        {
            var known = _goes.TryGetValue(digest, out var going) || _stays.ContainsKey(digest);
            if (!known && !placeholders.Contains(digest))
            {
                changes.Add($"{digest} is new.");
            }
            else if (known && (going is null ? _stays[digest] : going.VersionId) is { } planned && version != planned)
            {
                changes.Add($"{digest} was pushed again after it had been deleted.");
            }
        }

        foreach (var digest in _stays.Keys.Where(digest => !manifests.ContainsKey(digest)))
        {
            changes.Add($"{digest} is missing.");
        }
    }

    private void Add(PlannedManifest manifest)
    {
        foreach (var tag in manifest.Tags)
        {
            Require(_tags.TryAdd(tag, manifest.Digest), manifest.Digest);
        }
    }

    private static void Require(bool condition, string digest)
    {
        if (!condition)
        {
            throw new RegistryException($"The plan contradicts itself about {Redaction.Show(digest)}: nothing was done.");
        }
    }
}
