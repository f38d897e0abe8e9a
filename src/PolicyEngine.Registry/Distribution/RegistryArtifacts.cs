using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Manifests;

namespace PolicyEngine.Registry.Distribution;

/// <summary>Artifacts in the repositories of one registry by the distribution API. Thread-safe.</summary>
/// <param name="connection">The registry; disposed of with this.</param>
internal sealed class RegistryArtifacts(OciConnection connection) : IArtifactStore
{
    private TimeProvider Clock => connection.Options.Clock;

    /// <inheritdoc/>
    public async Task<TaggedArtifact?> ReadAsync(string repository, string tag, string type, int limit, CancellationToken cancellationToken)
    {
        var (manifests, blobs, _) = Open(repository);
        return await manifests.ReadTagAsync(tag, cancellationToken).ConfigureAwait(false) is not var (digest, mediaType, body)
            ? null
            : await ArtifactReading
                .ReadAsync(digest, mediaType, body, type, limit, blob => blobs.ReadAsync(blob, limit, cancellationToken))
                .ConfigureAwait(false);
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
        var (manifests, blobs, _) = Open(repository);
        var manifest = new ArtifactManifest(artifact);
        foreach (var (digest, body) in manifest.Blobs)
        {
            var pushed = await blobs.PushAsync(digest, body, cancellationToken).ConfigureAwait(false);
            if (pushed.Status != WriteStatus.Done)
            {
                return pushed;
            }
        }

        // As late as can be: nothing in the specification compares and sets.
        var current = await manifests.FindTagAsync(tag, cancellationToken).ConfigureAwait(false);
        return current != expected
            ? new WriteResult(WriteStatus.Moved, $"The tag '{tag}' now points to {current ?? "nothing"}.")
            : await manifests.PutAsync(tag, MediaTypes.OciManifest, manifest.Body, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<WriteResult> DeleteAsync(string repository, string tag, ManifestTarget old, CancellationToken cancellationToken)
    {
        if (old.Tags.Any(other => other != tag))
        {
            return new WriteResult(WriteStatus.Refused, "It has further tags.");
        }

        var (_, _, served) = Open(repository);
        var http = connection.For(served);
        var response = await http.SendAsync(OciRequests.Delete(connection.Endpoint, served, old.Digest), cancellationToken)
            .ConfigureAwait(false);
        return response.IsSuccess ? WriteResult.Done
            : ManifestStore.IsMissing(response) ? WriteResult.Gone
            : WriteRefusal.Of(response, http, "delete", Clock.GetUtcNow(), connection.Vendor);
    }

    /// <summary>The digest that a tag leads to now; null where it leads to nothing.</summary>
    /// <exception cref="RegistryException">It cannot be said.</exception>
    internal Task<string?> FindTagAsync(string repository, string tag, CancellationToken cancellationToken) =>
        Open(repository).Manifests.FindTagAsync(tag, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private (ManifestStore Manifests, BlobStore Blobs, string Served) Open(string repository)
    {
        var served = OciNames.Served(connection.Endpoint.Base.IdnHost, repository);
        if (!OciNames.IsRepository(served))
        {
            throw new RegistryException($"'{Redaction.Show(repository)}' is not a repository name.");
        }

        var http = connection.For(served);
        return (
            new ManifestStore(http, connection.Endpoint, served, Clock),
            new BlobStore(http, connection.Endpoint, served, Clock),
            served
        );
    }
}
