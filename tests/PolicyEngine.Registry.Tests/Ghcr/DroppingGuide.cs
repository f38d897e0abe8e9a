using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Tests.Ghcr;

/// <summary>A naive planner: drops some roots, and wants read what would
/// go with them; says all that would go, as the real one does.</summary>
internal sealed class DroppingGuide(Func<ManifestRecord, bool> drops, bool needsConfigs = false) : IResolutionGuide
{
    public bool NeedsConfigs => needsConfigs;

    public ValueTask<IEnumerable<string>> NextAsync(
        RepositoryInfo repository,
        IReadOnlyCollection<ManifestRecord> manifests,
        CancellationToken cancellationToken
    )
    {
        var byDigest = manifests.ToDictionary(m => m.Digest, StringComparer.Ordinal);
        var listed = manifests.SelectMany(m => m.Manifests ?? []).Select(d => d.Digest).ToHashSet(StringComparer.Ordinal);
        var roots = manifests.Where(m => m.Tags.Length > 0 || !listed.Contains(m.Digest)).ToLookup(drops);
        var kept = Reach(byDigest, roots[false]);
        return ValueTask.FromResult<IEnumerable<string>>([.. Reach(byDigest, roots[true]).Where(d => !kept.Contains(d))]);
    }

    private static HashSet<string> Reach(Dictionary<string, ManifestRecord> byDigest, IEnumerable<ManifestRecord> from)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(from.Select(m => m.Digest));
        while (open.TryPop(out var digest))
        {
            if (byDigest.TryGetValue(digest, out var manifest) && reached.Add(digest))
            {
                foreach (var entry in manifest.Manifests ?? [])
                {
                    open.Push(entry.Digest);
                }
            }
        }

        return reached;
    }
}
