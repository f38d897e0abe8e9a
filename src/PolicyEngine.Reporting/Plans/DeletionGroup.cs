using PolicyEngine.Oci;
using PolicyEngine.Planning;

namespace PolicyEngine.Reporting.Plans;

/// <summary>An image that is deleted, with what goes with it.</summary>
/// <param name="Root">The image; null for the parts that no tag leads to, so that a plan does not say whose they are.</param>
internal sealed record DeletionGroup(PlannedManifest? Root)
{
    private readonly List<PlannedManifest> _parts = [];

    /// <summary>The first parts in the order of deletion.</summary>
    public IReadOnlyList<PlannedManifest> Parts => _parts;

    /// <summary>The number of parts, with those that are not shown.</summary>
    public int PartCount { get; private set; }

    /// <summary>Groups the deletions in one pass; memory is bounded by the two limits.</summary>
    /// <param name="deletions">What is deleted, parents first.</param>
    /// <param name="maxImages">The most images.</param>
    /// <param name="maxParts">The most parts of an image.</param>
    /// <param name="leftOut">The images and parts that are in no group.</param>
    public static IReadOnlyList<DeletionGroup> Of(
        IEnumerable<PlannedManifest> deletions, int maxImages, int maxParts, out (int Images, int Parts) leftOut)
    {
        var groups = new List<DeletionGroup>();
        var byDigest = new Dictionary<string, DeletionGroup>(StringComparer.Ordinal);
        var loose = new DeletionGroup((PlannedManifest?)null);
        leftOut = default;
        foreach (var manifest in deletions)
        {
            if (manifest.Role == ManifestRole.Root)
            {
                if (groups.Count == maxImages)
                {
                    leftOut.Images++;
                    continue;
                }

                var group = new DeletionGroup(manifest);
                groups.Add(group);
                byDigest.TryAdd(manifest.Digest, group);
            }
            else if (manifest.Paths.All(p => p.Length < 3))
            {
                loose.Add(manifest, maxParts);
            }
            else if (Owner(manifest, byDigest) is { } owner)
            {
                owner.Add(manifest, maxParts);
            }
            else
            {
                leftOut.Parts++;
            }
        }

        if (loose.PartCount > 0)
        {
            groups.Add(loose);
        }

        return groups;
    }

    private static DeletionGroup? Owner(PlannedManifest part, Dictionary<string, DeletionGroup> byDigest)
    {
        foreach (var path in part.Paths)
        {
            if (path.Length > 2 && byDigest.TryGetValue(path[1], out var group))
            {
                return group;
            }
        }

        return null;
    }

    private void Add(PlannedManifest part, int maxParts)
    {
        PartCount++;
        if (_parts.Count < maxParts)
        {
            _parts.Add(part);
        }
    }
}
