using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Files;
using PolicyEngine.Registry.Manifests;

namespace PolicyEngine.Registry.Providers.OciLayout;

/// <summary>Artifacts in a layout. Thread-safe; a push holds the lock of the layout.</summary>
/// <param name="path">The directory.</param>
/// <param name="options">What it needs from outside.</param>
internal sealed class LayoutArtifacts(string path, RegistryOptions options) : IArtifactStore
{
    private readonly LayoutDirectory _directory = new(path);

    /// <inheritdoc/>
    public async Task<TaggedArtifact?> ReadAsync(string repository, string tag, string type, int limit, CancellationToken cancellationToken)
    {
        try
        {
            return
                await FindAsync(tag, cancellationToken).ConfigureAwait(false) is { } entry
                && await ReadBlobAsync(entry.Digest, limit, cancellationToken).ConfigureAwait(false) is { } body
                && DigestVerifier.VerifyManifest(entry.Digest, body) == DigestCheck.Match
                ? await ArtifactReading
                    .ReadAsync(entry.Digest, entry.MediaType, body, type, limit, blob => ReadBlobAsync(blob, limit, cancellationToken))
                    .ConfigureAwait(false)
                : null;
        }
        catch (LayoutException e)
        {
            throw new RegistryException(e.Message, innerException: e);
        }
    }

    /// <inheritdoc/>
    public async Task<WriteResult> PushAsync(
        string repository,
        string tag,
        string? expected,
        Artifact artifact,
        CancellationToken cancellationToken
    )
    {
        var writer = new OciLayoutWriter(path, repository, options, null);
        await using (writer.ConfigureAwait(false))
        {
            await writer.EnterAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var current = (await FindAsync(tag, cancellationToken).ConfigureAwait(false))?.Digest;
                if (current != expected)
                {
                    return new WriteResult(WriteStatus.Moved, $"The tag '{tag}' now points to {current ?? "nothing"}.");
                }

                var manifest = new ArtifactManifest(artifact);
                var root = Path.GetFullPath(path);
                var blobs = new LayoutBlobs(root, null);
                foreach (var (digest, body) in manifest.Blobs.Append((manifest.Digest, manifest.Body)))
                {
                    blobs.Write(digest, body.Span);
                }

                new LayoutIndexFile(root).Add(tag, manifest.Digest, MediaTypes.OciManifest, manifest.Body.Length, null);
                return WriteResult.Done;
            }
            catch (LayoutException e)
            {
                throw new RegistryException(e.Message, innerException: e);
            }
            catch (Exception e) when (Durable.IsRefusal(e))
            {
                return new WriteResult(WriteStatus.Refused, $"The layout cannot be changed: {e.Message}");
            }
        }
    }

    /// <inheritdoc/>
    public async Task<WriteResult> DeleteAsync(string repository, string tag, ManifestTarget old, CancellationToken cancellationToken)
    {
        var writer = new OciLayoutWriter(path, repository, options, null);
        await using (writer.ConfigureAwait(false))
        {
            await writer.EnterAsync(cancellationToken).ConfigureAwait(false);
            var listing = await writer.ListAsync(cancellationToken).ConfigureAwait(false);
            if (listing.Tags.Values.Contains(old.Digest))
            {
                return new WriteResult(WriteStatus.Refused, "It has further tags.");
            }

            if (await writer.ReadAsync(old, cancellationToken).ConfigureAwait(false) is not { } saved)
            {
                return WriteResult.Gone;
            }

            var deleted = await writer.DeleteAsync(old, cancellationToken).ConfigureAwait(false);
            if (deleted.Status == WriteStatus.Done)
            {
                await writer.SweepAsync([ManifestRecords.RecordOf(saved)], cancellationToken).ConfigureAwait(false);
            }

            return deleted;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<DescriptorRecord?> FindAsync(string tag, CancellationToken cancellationToken) =>
        (await LayoutIndex.ReadAsync(_directory, cancellationToken).ConfigureAwait(false)).FirstOrDefault(entry =>
            RefName.TagOf(entry.Annotations.GetValueOrDefault(RefName.Annotation)) == tag
        );

    private Task<byte[]?> ReadBlobAsync(string digest, int limit, CancellationToken cancellationToken) =>
        _directory.ReadAsync(LayoutDirectory.BlobPath(digest), cancellationToken, limit);
}
