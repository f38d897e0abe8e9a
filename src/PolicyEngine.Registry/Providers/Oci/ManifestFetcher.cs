using System.Net;
using PolicyEngine.Graph;
using PolicyEngine.Registry.Http;
using PolicyEngine.Registry.Manifests;
using PolicyEngine.Snapshots;

namespace PolicyEngine.Registry.Providers.Oci;

/// <summary>Fetches manifests and believes them only when their bytes have the digest. Thread-safe.</summary>
internal sealed class ManifestFetcher(RepositoryReading reading)
{
    private const string DigestHeader = "Docker-Content-Digest";

    /// <summary>Fetches what a tag leads to.</summary>
    /// <returns>The manifest; null where the tag dangles, or where the failure has been noted.</returns>
    internal async Task<ManifestRecord?> ByTagAsync(string tag, CancellationToken cancellationToken)
    {
        var response = await GetAsync(tag, cancellationToken).ConfigureAwait(false);
        if (response.Status == HttpStatusCode.NotFound)
        {
            // Registries delete a manifest and its tags one after the other: look again before calling it dangling.
            response = await GetAsync(tag, cancellationToken).ConfigureAwait(false);
        }

        if (IsMissing(response))
        {
            reading.TagDangles(tag);
            reading.Log($"the tag '{tag}' is listed and leads to nothing.");
            return null;
        }

        return Succeeded(response) && DigestOf(tag, response) is { } digest ? Parse(digest, response) : null;
    }

    /// <summary>Fetches a manifest.</summary>
    /// <returns>The manifest; null where it is missing, or where the failure has been noted.</returns>
    internal async Task<ManifestRecord?> ByDigestAsync(string digest, CancellationToken cancellationToken)
    {
        var response = await GetAsync(digest, cancellationToken).ConfigureAwait(false);
        if (IsMissing(response) || !Succeeded(response))
        {
            return null;
        }

        if (DigestVerifier.VerifyManifest(digest, response.Body) != DigestCheck.Match)
        {
            reading.Fail($"The registry's answer for {digest} does not have that digest.");
            return null;
        }

        return Parse(digest, response);
    }

    private Task<RegistryResponse> GetAsync(string reference, CancellationToken cancellationToken) =>
        reading.Http.SendAsync(OciRequests.Manifest(reading.Connection.Endpoint, reading.Served, reference), cancellationToken);

    /// <summary>
    /// Whether the registry says that there is no such manifest. A storage that it redirects to cannot say so, and a repository that is gone is
    /// another matter.
    /// </summary>
    private static bool IsMissing(RegistryResponse response) =>
        response is { Status: HttpStatusCode.NotFound, LeftOrigin: false } && !ErrorBody.Read(response).Codes.Contains("NAME_UNKNOWN");

    private bool Succeeded(RegistryResponse response)
    {
        if (response.Status == HttpStatusCode.OK)
        {
            return true;
        }

        reading.Fail(reading.Http.Failure(response, "read").Message);
        return false;
    }

    private string? DigestOf(string tag, RegistryResponse response)
    {
        var computed = DigestVerifier.Sha256(response.Body);
        if (response.Header(DigestHeader)?.Trim() is not { Length: > 0 } stated)
        {
            return MediaTypes.IsSchema1(response.ContentType) && SignedSchema1.TryGetPayload(response.Body, out var payload)
                ? DigestVerifier.Sha256(payload)
                : computed;
        }

        if (!Digest.TryParse(stated, out _))
        {
            reading.Fail($"The registry's answer for the tag '{tag}' claims the digest '{Redaction.Show(stated)}', which is none.");
            return null;
        }

        switch (DigestVerifier.VerifyManifest(stated, response.Body))
        {
            case DigestCheck.Match:
                return stated;
            case DigestCheck.Unverifiable:
                reading.Fail($"The registry's answer for the tag '{tag}' claims the digest '{Redaction.Show(stated)}', whose algorithm cannot be verified.");
                return null;
            default:
                reading.Fail($"The registry's answer for the tag '{tag}' claims the digest {stated} and has {computed}.");
                return null;
        }
    }

    private ManifestRecord? Parse(string digest, RegistryResponse response)
    {
        try
        {
            return ManifestReader.Read(digest, response.ContentType, response.Body);
        }
        catch (ManifestFormatException e)
        {
            reading.Fail($"The manifest {digest} cannot be understood: {Redaction.Show(e.Message, 2 * Redaction.TextLimit)}");
            return null;
        }
    }
}
