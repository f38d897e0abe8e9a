using System.Collections.Immutable;
using System.Net;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Caching;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Http;
using PolicyEngine.Registry.Manifests;

namespace PolicyEngine.Registry.Distribution;

/// <summary>The documents of one repository by digest: from the cache, else
/// from the registry, and hashed in both cases. Thread-safe.</summary>
internal sealed class DocumentSource(RegistryHttp http, RegistryEndpoint endpoint, string repository, ManifestCache? cache)
{
    /// <summary>Whether a document needs no request. What the cache has may yet turn out wrong.</summary>
    internal bool IsCached(string digest) => cache?.Contains(digest) ?? false;

    /// <summary>Reads a manifest; null where the registry says that there is none.</summary>
    /// <exception cref="RegistryException">It cannot be read, does not have the digest, or cannot be understood.</exception>
    internal Task<ManifestRecord?> ReadManifestAsync(string digest, CancellationToken cancellationToken) =>
        ReadAsync(
            digest,
            OciRequests.Manifest(endpoint, repository, digest),
            "manifest",
            DigestVerifier.VerifyManifest,
            static (digest, found) => ManifestReader.Read(digest, found.ContentType, found.Body),
            ReadProven,
            cancellationToken
        );

    /// <summary>
    /// Adds to an image what its config says, and gives anything else back as it is. An image whose
    /// config is missing or cannot be checked is given back without one: nobody knows its labels.
    /// </summary>
    /// <exception cref="RegistryException">The config cannot be read, does not have its digest, or cannot be understood.</exception>
    internal Task<ManifestRecord> WithConfigAsync(ManifestRecord record, CancellationToken cancellationToken) =>
        WithConfigAsync(record, digest => ReadConfigAsync(digest, cancellationToken));

    /// <summary>The same, with configs from elsewhere.</summary>
    internal static async Task<ManifestRecord> WithConfigAsync(ManifestRecord record, Func<string, Task<ImageConfig?>> read) =>
        record.Config is not { Digest: { } digest } described || !MediaTypes.IsImageConfig(described.MediaType) ? record
        : OciNames.IsReadable(digest) && await read(digest).ConfigureAwait(false) is { } config
            ? record with
            {
                CreatedAt = config.Created,
                Platform = config.Platform,
                Config = described with { Labels = config.Labels },
            }
        : record with { Config = null };

    /// <summary>Reads the config of an image; null where the registry says that there is none.</summary>
    /// <exception cref="RegistryException">It cannot be read, does not have its digest, or cannot be understood.</exception>
    internal Task<ImageConfig?> ReadConfigAsync(string digest, CancellationToken cancellationToken) =>
        ReadAsync(
            digest,
            OciRequests.Blob(endpoint, repository, digest),
            "config",
            DigestVerifier.Verify,
            static (_, found) => ManifestReader.ReadConfig(found.Body),
            static (_, found) => ManifestReader.ReadConfig(found.Body),
            cancellationToken
        );

    /// <summary>
    /// Adds what the provenance says that a manifest carries, and gives anything else back as it is. Provenance that is not there, or
    /// cannot be understood, says nothing; where there is too much of it, that is marked.
    /// </summary>
    /// <exception cref="RegistryException">It cannot be read, or does not have its digest.</exception>
    internal Task<ManifestRecord> WithMaterialsAsync(ManifestRecord record, CancellationToken cancellationToken) =>
        WithMaterialsAsync(record, digest => ReadMaterialsAsync(digest, cancellationToken));

    /// <summary>The same, with statements from elsewhere.</summary>
    /// <param name="record">The manifest.</param>
    /// <param name="read">Gives what a statement names: nothing where there is none, and null where it is too large.</param>
    internal static async Task<ManifestRecord> WithMaterialsAsync(ManifestRecord record, Func<string, Task<IReadOnlyList<string>?>> read)
    {
        if (record.Provenance.Length > StatementFinder.MostStatements || !record.Provenance.All(OciNames.IsReadable))
        {
            return MaterialLimits.Unread(record);
        }

        var materials = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (var digest in record.Provenance)
        {
            if (await read(digest).ConfigureAwait(false) is not { } named)
            {
                return MaterialLimits.Unread(record);
            }

            materials.UnionWith(named);
            if (materials.Count > MaterialLimits.MostOfManifest)
            {
                return MaterialLimits.Unread(record);
            }
        }

        return materials.Count == 0 ? record : record with { Materials = [.. materials] };
    }

    private async Task<IReadOnlyList<string>?> ReadMaterialsAsync(string digest, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync<string[]>(
                    digest,
                    OciRequests.Blob(endpoint, repository, digest),
                    "provenance",
                    DigestVerifier.Verify,
                    static (_, found) => [.. ProvenanceReader.ReadMaterials(found.Body)],
                    static (_, found) => [.. ProvenanceReader.ReadMaterials(found.Body)],
                    cancellationToken
                )
                .ConfigureAwait(false)
                ?? [];
        }
        catch (RegistryException e) when (e.IsTooLarge)
        {
            return null;
        }
    }

    /// <summary>
    /// A manifest by its bytes alone, which the digest proves; null where they do not say by themselves what they are. The
    /// type that the registry gave is not proven by anything once it lies in a cache, and it decides what the manifest needs.
    /// </summary>
    private static ManifestRecord? ReadProven(string digest, CachedBody found) =>
        ManifestReader.Read(digest, null, found.Body) is { } record
        && MediaTypes.IsManifest(record.MediaType)
        && MediaTypes.AreSame(record.MediaType, found.ContentType)
            ? record
            : null;

    /// <summary>A manifest that a cache has, if its bytes have the digest and say by themselves what they are. Whether it is
    /// there, only the registry knows.</summary>
    internal static (CachedBody Body, ManifestRecord Record)? FindProven(ManifestCache? cache, string digest) =>
        cache?.Find(digest) is { } found
        && DigestVerifier.VerifyManifest(digest, found.Body) == DigestCheck.Match
        && TryReadProven(digest, found) is { } record
            ? (found, record)
            : null;

    /// <summary>As <see cref="ReadProven"/>; null also for what is not a manifest.</summary>
    internal static ManifestRecord? TryReadProven(string digest, CachedBody found) => Try(() => ReadProven(digest, found));

    private async Task<T?> ReadAsync<T>(
        string digest,
        RegistryRequest request,
        string what,
        Verification verify,
        Func<string, CachedBody, T> read,
        Func<string, CachedBody, T?> readProven,
        CancellationToken cancellationToken
    )
        where T : class
    {
        if (cache?.Find(digest) is { } cached)
        {
            if (verify(digest, cached.Body) == DigestCheck.Match && Try(() => readProven(digest, cached)) is { } known)
            {
                return known;
            }

            cache.Reject(digest);
        }

        // A second time, since a proxy's error page may come with status 200 and go by itself.
        for (var attempt = 1; ; attempt++)
        {
            var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (IsMissing(response))
            {
                return null;
            }

            if (response.Status != HttpStatusCode.OK)
            {
                throw http.Failure(response, $"read the {what}");
            }

            if (verify(digest, response.Body) == DigestCheck.Match)
            {
                var found = new CachedBody(response.ContentType, response.Body);
                var document = Understand(digest, what, found, read);
                if (cache is not null && Try(() => readProven(digest, found)) is not null)
                {
                    cache.Add(digest, response.ContentType, response.Body);
                }

                return document;
            }

            if (attempt == 2)
            {
                throw new RegistryException($"The registry's response for the {what} {digest} does not have that digest.");
            }
        }
    }

    private static T Understand<T>(string digest, string what, CachedBody found, Func<string, CachedBody, T> read)
    {
        try
        {
            return read(digest, found);
        }
        catch (ManifestFormatException e)
        {
            throw new RegistryException(
                $"The {what} {digest} cannot be understood: {Redaction.Show(e.Message, 2 * Redaction.TextLimit)}",
                innerException: e
            );
        }
    }

    /// <summary>What is read of a cache; null where it cannot be understood: the registry is asked then.</summary>
    private static T? Try<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (ManifestFormatException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether the registry says that there is no such document. A storage that it
    /// redirects to cannot say so, and a repository that is gone is another matter.
    /// </summary>
    internal static bool IsMissing(RegistryResponse response) =>
        response is { Status: HttpStatusCode.NotFound, LeftOrigin: false } && !ErrorBody.Read(response).Codes.Contains("NAME_UNKNOWN");

    private delegate DigestCheck Verification(string digest, ReadOnlySpan<byte> body);
}
