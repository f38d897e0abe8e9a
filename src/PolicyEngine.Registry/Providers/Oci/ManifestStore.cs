using System.Net;
using PolicyEngine.Graph;
using PolicyEngine.Registry.Applying;
using PolicyEngine.Registry.Http;
using PolicyEngine.Registry.Manifests;
using PolicyEngine.Snapshots;

namespace PolicyEngine.Registry.Providers.Oci;

/// <summary>The manifests of one repository by the distribution API: looked up, read, pushed. Nothing is cached. Thread-safe.</summary>
internal sealed class ManifestStore(RegistryHttp http, RegistryEndpoint endpoint, string repository, TimeProvider clock)
{
    private const string DigestHeader = "Docker-Content-Digest";

    /// <summary>The digest that a tag leads to now; null where it leads to nothing.</summary>
    /// <exception cref="RegistryException">It cannot be said.</exception>
    internal async Task<string?> FindTagAsync(string tag, CancellationToken cancellationToken)
    {
        if (!OciNames.IsTag(tag))
        {
            throw new RegistryException($"'{Redaction.Show(tag)}' is no tag that can be asked for.");
        }

        var head = await http.SendAsync(OciRequests.Head(endpoint, repository, tag), cancellationToken).ConfigureAwait(false);
        if (head.Status == HttpStatusCode.OK && head.Header(DigestHeader)?.Trim() is { } digest && Digest.TryParse(digest, out _))
        {
            return digest;
        }

        // An answer to HEAD has no body to say what is wrong, and some registries do not tell the digest in it.
        var response = await http.SendAsync(OciRequests.Manifest(endpoint, repository, tag), cancellationToken).ConfigureAwait(false);
        return IsMissing(response) ? null
            : response.Status != HttpStatusCode.OK ? throw http.Failure(response, "look up")
            : response.Header(DigestHeader)?.Trim() is { } stated && DigestVerifier.VerifyManifest(stated, response.Body) == DigestCheck.Match ? stated
            : DigestVerifier.Sha256(response.Body);
    }

    /// <summary>Whether a manifest is there.</summary>
    /// <exception cref="RegistryException">It cannot be said.</exception>
    internal async Task<bool> ExistsAsync(string digest, CancellationToken cancellationToken)
    {
        if (!OciNames.IsReadable(digest))
        {
            throw new RegistryException($"'{Redaction.Show(digest)}' is no digest that can be asked for.");
        }

        var head = await http.SendAsync(OciRequests.Head(endpoint, repository, digest), cancellationToken).ConfigureAwait(false);
        return head.Status == HttpStatusCode.OK || await ReadAsync(digest, cancellationToken).ConfigureAwait(false) is not null;
    }

    /// <summary>Reads a manifest and checks that it has the digest; null where there is none.</summary>
    /// <exception cref="RegistryException">It cannot be read, or does not have the digest.</exception>
    internal async Task<(string? MediaType, byte[] Body)?> ReadAsync(string digest, CancellationToken cancellationToken)
    {
        if (!OciNames.IsReadable(digest))
        {
            throw new RegistryException($"'{Redaction.Show(digest)}' is no digest that can be asked for.");
        }

        var response = await http.SendAsync(OciRequests.Manifest(endpoint, repository, digest), cancellationToken).ConfigureAwait(false);
        return IsMissing(response) ? null
            : response.Status != HttpStatusCode.OK ? throw http.Failure(response, "read")
            : DigestVerifier.VerifyManifest(digest, response.Body) == DigestCheck.Match ? (response.ContentType, response.Body)
            : throw new RegistryException($"The registry's answer for {digest} does not have that digest.");
    }

    /// <summary>What came to the repository as seen from a manifest: itself, and what it refers to.</summary>
    /// <exception cref="RegistryException">It cannot be read.</exception>
    internal async Task<Arrival> ArrivalAsync(string digest, string? tag, CancellationToken cancellationToken)
    {
        if (await ReadAsync(digest, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return new Arrival(digest, tag, []);
        }

        var record = CondemnedSet.RecordOf(new SavedManifest(new ManifestTarget(digest, [], found.MediaType ?? "", null), found.Body));
        return new Arrival(digest, tag, [.. (record.Manifests ?? []).Select(entry => entry.Digest), .. record.Mentions]);
    }

    /// <summary>Pushes a manifest under a tag or its digest.</summary>
    /// <exception cref="RegistryException">There is no answer.</exception>
    internal async Task<WriteResult> PutAsync(string reference, string mediaType, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var type = MediaTypes.WithoutParameters(mediaType) ?? MediaTypes.OciManifest;
        var response = await http.SendAsync(OciRequests.Put(endpoint, repository, reference, type, body), cancellationToken).ConfigureAwait(false);
        return response.IsSuccess ? WriteResult.Done : WriteRefusal.Of(response, http, "push", clock.GetUtcNow());
    }

    internal static bool IsMissing(RegistryResponse response) => response is { Status: HttpStatusCode.NotFound, LeftOrigin: false };
}
