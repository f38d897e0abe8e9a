using System.Collections.Concurrent;
using System.Net;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Caching;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Distribution;
using PolicyEngine.Registry.Http;
using PolicyEngine.Registry.Manifests;

namespace PolicyEngine.Registry.Providers.Oci;

/// <summary>
/// Fetches manifests and believes them only when their bytes have the digest. Those that the cache has are only asked for.
/// Where reading one counts as pulling it, tags are resolved without reading, and each manifest is read once. Thread-safe.
/// </summary>
internal sealed class ManifestFetcher(RepositoryReading reading, ManifestCache? cache)
{
    private const string DigestHeader = "Docker-Content-Digest";
    private readonly ConcurrentDictionary<string, Lazy<Task<ManifestRecord?>>> _once = new(StringComparer.Ordinal);
    private volatile bool _resolves = cache is { IsEmpty: false };
    private int _known;
    private int _unknown;

    private bool CountsReads => RegistryVendors.CountsReads(reading.Connection.Vendor) is not null;

    /// <summary>
    /// Decides by the tags that were fetched whether tags go on to be resolved before they are
    /// read: that is one request more for each that leads to what the cache does not have.
    /// </summary>
    internal void Weigh() => _resolves = _resolves && Volatile.Read(ref _known) >= Volatile.Read(ref _unknown);

    /// <summary>Forgets what was read: it is read again.</summary>
    internal void Forget() => _once.Clear();

    /// <summary>Fetches what a tag leads to.</summary>
    /// <returns>The manifest; null where the tag dangles, or where the failure has been noted.</returns>
    internal async Task<ManifestRecord?> ByTagAsync(string tag, CancellationToken cancellationToken)
    {
        if (CountsReads || _resolves)
        {
            // The answer says that it is there.
            var digest = await HeadAsync(tag, cancellationToken).ConfigureAwait(false);
            var cached = digest is null ? null : DocumentSource.FindProven(cache, digest)?.Record;
            Interlocked.Increment(ref cached is null ? ref _unknown : ref _known);
            if (digest is not null && (cached ?? await ByDigestAsync(digest, cancellationToken).ConfigureAwait(false)) is { } record)
            {
                return record;
            }
        }

        var response = await GetAsync(tag, cancellationToken).ConfigureAwait(false);
        if (response.Status == HttpStatusCode.NotFound)
        {
            // Registries delete a manifest and its tags one after the other: look again before calling it dangling.
            response = await GetAsync(tag, cancellationToken).ConfigureAwait(false);
        }

        if (DocumentSource.IsMissing(response))
        {
            reading.TagDangles(tag);
            reading.Log($"the tag '{tag}' is listed, but its manifest is missing.");
            return null;
        }

        return Succeeded(response) && DigestOf(tag, response) is { } found ? Keep(found, response) : null;
    }

    /// <summary>Fetches a manifest.</summary>
    /// <returns>The manifest; null where it is missing, or where the failure has been noted.</returns>
    internal Task<ManifestRecord?> ByDigestAsync(string digest, CancellationToken cancellationToken) =>
        CountsReads
            ? _once.GetOrAdd(digest, key => new(() => CachedAsync(key, cancellationToken))).Value
            : CachedAsync(digest, cancellationToken);

    /// <summary>A manifest that the cache has, if the registry still has it; else it is read, and kept.</summary>
    private async Task<ManifestRecord?> CachedAsync(string digest, CancellationToken cancellationToken)
    {
        if (
            DocumentSource.FindProven(cache, digest) is { } cached
            && await HeadAsync(digest, cancellationToken).ConfigureAwait(false) == digest
        )
        {
            return cached.Record;
        }

        return await ReadAsync(digest, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The digest of a manifest that is there; null where that is not said without reading it.</summary>
    private async Task<string?> HeadAsync(string reference, CancellationToken cancellationToken)
    {
        var head = await reading
            .Http.SendAsync(OciRequests.Head(reading.Connection.Endpoint, reading.Served, reference), cancellationToken)
            .ConfigureAwait(false);
        return head.Status == HttpStatusCode.OK && head.Header(DigestHeader)?.Trim() is { } digest && OciNames.IsReadable(digest)
            ? digest
            : null;
    }

    private async Task<ManifestRecord?> ReadAsync(string digest, CancellationToken cancellationToken)
    {
        var response = await GetAsync(digest, cancellationToken).ConfigureAwait(false);
        if (DocumentSource.IsMissing(response) || !Succeeded(response))
        {
            return null;
        }

        if (DigestVerifier.VerifyManifest(digest, response.Body) != DigestCheck.Match)
        {
            reading.Fail($"The registry's response for {digest} does not have that digest.");
            return null;
        }

        return Keep(digest, response);
    }

    /// <summary>Takes in a manifest whose bytes have the digest, and keeps it where these say by themselves what it is.</summary>
    private ManifestRecord? Keep(string digest, RegistryResponse response)
    {
        if (cache is null || DocumentSource.TryReadProven(digest, new CachedBody(response.ContentType, response.Body)) is not { } record)
        {
            return Parse(digest, response);
        }

        cache.Add(digest, response.ContentType, response.Body);
        return record;
    }

    private Task<RegistryResponse> GetAsync(string reference, CancellationToken cancellationToken) =>
        reading.Http.SendAsync(OciRequests.Manifest(reading.Connection.Endpoint, reading.Served, reference), cancellationToken);

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
            reading.Fail(
                $"The registry's response for the tag '{tag}' claims the digest '{Redaction.Show(stated)}', which is not a valid digest."
            );
            return null;
        }

        switch (DigestVerifier.VerifyManifest(stated, response.Body))
        {
            case DigestCheck.Match:
                return stated;
            case DigestCheck.Unverifiable:
                reading.Fail(
                    $"The registry's response for the tag '{tag}' claims the digest "
                        + $"'{Redaction.Show(stated)}', whose algorithm cannot be verified."
                );
                return null;
            default:
                reading.Fail($"The registry's response for the tag '{tag}' claims the digest {stated} and has {computed}.");
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
