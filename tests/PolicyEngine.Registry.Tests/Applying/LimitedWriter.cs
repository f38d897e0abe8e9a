using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Tests.Applying;

/// <summary>A registry whose hour ends before what is asked of it.</summary>
internal sealed class LimitedWriter(IRegistryWriter inner, Func<int, bool> isOver) : IRegistryWriter
{
    public WriterTraits Traits => inner.Traits;

    public RegistryLimit? LimitBefore(int deletions) =>
        isOver(deletions) ? new RegistryLimit(TimeSpan.FromMinutes(40), "The hour is used up.") : null;

    public ValueTask EnterAsync(CancellationToken cancellationToken) => inner.EnterAsync(cancellationToken);

    public Task<RepositoryListing> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public Task<IReadOnlySet<string>> FindPresentAsync(IReadOnlyCollection<string> digests, CancellationToken cancellationToken) =>
        inner.FindPresentAsync(digests, cancellationToken);

    public Task<ManifestLook> LookAsync(ManifestTarget target, IReadOnlyCollection<string> departed, CancellationToken cancellationToken) =>
        inner.LookAsync(target, departed, cancellationToken);

    public Task<SavedManifest?> ReadAsync(ManifestTarget target, CancellationToken cancellationToken) =>
        inner.ReadAsync(target, cancellationToken);

    public Task<WriteResult> DeleteAsync(ManifestTarget target, CancellationToken cancellationToken) =>
        inner.DeleteAsync(target, cancellationToken);

    public Task<WriteResult> UntagAsync(string tag, SavedManifest image, Action<string> announce, CancellationToken cancellationToken) =>
        inner.UntagAsync(tag, image, announce, cancellationToken);

    public Task<WriteResult> DeleteRepositoryAsync(CancellationToken cancellationToken) => inner.DeleteRepositoryAsync(cancellationToken);

    public Task<WriteResult> RestoreRepositoryAsync(CancellationToken cancellationToken) => inner.RestoreRepositoryAsync(cancellationToken);

    public Task<WriteResult> RestoreAsync(SavedManifest manifest, CancellationToken cancellationToken) =>
        inner.RestoreAsync(manifest, cancellationToken);

    public Task<bool> IsRestoredAsync(SavedManifest manifest, CancellationToken cancellationToken) =>
        inner.IsRestoredAsync(manifest, cancellationToken);

    public Task<WriteResult> TagAsync(string tag, SavedManifest manifest, CancellationToken cancellationToken) =>
        inner.TagAsync(tag, manifest, cancellationToken);

    public Task<IReadOnlyList<string>> SweepAsync(IReadOnlyCollection<ManifestRecord> deleted, CancellationToken cancellationToken) =>
        inner.SweepAsync(deleted, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
