using PolicyEngine.Oci;

namespace PolicyEngine.Registry.Contract;

/// <summary>Wants everything read: for snapshots, graphs, integrity checks,
/// and policies that speak of sizes. Immutable, thread-safe.</summary>
/// <param name="needsConfigs">See <see cref="IResolutionGuide.NeedsConfigs"/>.</param>
/// <param name="named">See <see cref="IResolutionGuide.Named"/>; none by default.</param>
/// <param name="needsProvenance">See <see cref="IResolutionGuide.NeedsProvenance"/>.</param>
public sealed class WholeRepositoryGuide(
    bool needsConfigs,
    Func<RepositoryInfo, IEnumerable<string>>? named = null,
    bool needsProvenance = false
) : IResolutionGuide
{
    /// <inheritdoc/>
    public bool NeedsProvenance => needsProvenance;

    /// <inheritdoc/>
    public IEnumerable<string> Named(RepositoryInfo repository) => named?.Invoke(repository) ?? [];

    /// <inheritdoc/>
    public bool NeedsConfigs => needsConfigs;

    /// <inheritdoc/>
    public ValueTask<IEnumerable<string>> NextAsync(
        RepositoryInfo repository,
        IReadOnlyCollection<ManifestRecord> manifests,
        CancellationToken cancellationToken
    ) => ValueTask.FromResult(manifests.Where(m => m.Unread).Select(m => m.Digest));
}
