using PolicyEngine.Oci;

namespace PolicyEngine.Snapshots;

/// <summary>One repository of a snapshot file. Immutable.</summary>
/// <param name="Info">The repository.</param>
/// <param name="Manifests">Its manifests, each digest once, in any order.</param>
public sealed record SnapshotRepository(RepositoryInfo Info, IReadOnlyCollection<ManifestRecord> Manifests);

/// <summary>Collects the manifests of a repository to write them. Not thread-safe.</summary>
public sealed class SnapshotRepositoryBuilder : IManifestSink
{
    private readonly Dictionary<string, ManifestRecord> _manifests = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Add(ManifestRecord manifest)
    {
        if (!_manifests.TryAdd(manifest.Digest, manifest))
        {
            _manifests[manifest.Digest] = Unite(_manifests[manifest.Digest], manifest);
        }
    }

    /// <summary>The repository with all that was added.</summary>
    public SnapshotRepository Build(RepositoryInfo info) => new(info, [.. _manifests.Values]);

    private static ManifestRecord Unite(ManifestRecord known, ManifestRecord other) =>
        (known.Unread && !other.Unread ? other : known) with
        {
            Tags = [.. known.Tags.Union(other.Tags, StringComparer.Ordinal)],
            PushedAt = Later(known.PushedAt, other.PushedAt),
            UpdatedAt = Later(known.UpdatedAt, other.UpdatedAt),
            PulledAt = Later(known.PulledAt, other.PulledAt),
            VersionId = known.VersionId is { } a && other.VersionId is { } b ? Math.Max(a, b) : known.VersionId ?? other.VersionId,
            Locked = known.Locked || other.Locked,
        };

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b : a;
}
