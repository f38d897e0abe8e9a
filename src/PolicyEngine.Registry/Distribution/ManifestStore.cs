using System.Collections.Immutable;
using System.Net;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Caching;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Http;
using PolicyEngine.Registry.Manifests;

namespace PolicyEngine.Registry.Distribution;

/// <summary>The manifests of one repository by the distribution API: looked up, read, pushed. Thread-safe.</summary>
/// <param name="http">Sends the requests.</param>
/// <param name="endpoint">The registry.</param>
/// <param name="repository">The repository, as it is served.</param>
/// <param name="clock">The clock.</param>
/// <param name="cache">Bytes that need not be read again where reading counts as pulling; null to read all that is asked for.</param>
internal sealed class ManifestStore(
    RegistryHttp http,
    RegistryEndpoint endpoint,
    string repository,
    TimeProvider clock,
    Func<ManifestCache?>? cache = null
)
{
    private const int MostIndexes = 200;
    private const string DigestHeader = "Docker-Content-Digest";

    /// <summary>The digest that a tag leads to now; null where it leads to nothing.</summary>
    /// <exception cref="RegistryException">It cannot be said.</exception>
    internal async Task<string?> FindTagAsync(string tag, CancellationToken cancellationToken)
    {
        if (!OciNames.IsTag(tag))
        {
            throw new RegistryException($"'{Redaction.Show(tag)}' is not a valid tag.");
        }

        var head = await http.SendAsync(OciRequests.Head(endpoint, repository, tag), cancellationToken).ConfigureAwait(false);
        if (head.Status == HttpStatusCode.OK && head.Header(DigestHeader)?.Trim() is { } digest && Digest.TryParse(digest, out _))
        {
            return digest;
        }

        // An answer to HEAD has no body to say what is wrong, and some registries do not tell the digest in it.
        return (await ReadTagAsync(tag, cancellationToken).ConfigureAwait(false))?.Digest;
    }

    /// <summary>Reads the manifest that a tag leads to now; null where it leads to nothing.</summary>
    /// <exception cref="RegistryException">It cannot be read.</exception>
    internal async Task<(string Digest, string? MediaType, byte[] Body)?> ReadTagAsync(string tag, CancellationToken cancellationToken)
    {
        var response = await http.SendAsync(OciRequests.Manifest(endpoint, repository, tag), cancellationToken).ConfigureAwait(false);
        return IsMissing(response) ? null
            : response.Status != HttpStatusCode.OK ? throw http.Failure(response, "look up")
            : response.Header(DigestHeader)?.Trim() is { } stated
            && DigestVerifier.VerifyManifest(stated, response.Body) == DigestCheck.Match
                ? (stated, response.ContentType, response.Body)
            : (DigestVerifier.Sha256(response.Body), response.ContentType, response.Body);
    }

    /// <summary>Whether a manifest is there.</summary>
    /// <exception cref="RegistryException">It cannot be said.</exception>
    internal async Task<bool> ExistsAsync(string digest, CancellationToken cancellationToken)
    {
        if (!OciNames.IsReadable(digest))
        {
            throw new RegistryException($"'{Redaction.Show(digest)}' is not a valid digest.");
        }

        var head = await http.SendAsync(OciRequests.Head(endpoint, repository, digest), cancellationToken).ConfigureAwait(false);
        return head.Status == HttpStatusCode.OK || await ReadAsync(digest, cancellationToken).ConfigureAwait(false) is not null;
    }

    /// <summary>Reads a manifest and checks that it has the digest, or null if there is none.</summary>
    /// <exception cref="RegistryException">It cannot be read, or does not have the digest.</exception>
    internal async Task<(string? MediaType, byte[] Body)?> ReadAsync(string digest, CancellationToken cancellationToken)
    {
        if (!OciNames.IsReadable(digest))
        {
            throw new RegistryException($"'{Redaction.Show(digest)}' is not a valid digest.");
        }

        if (
            cache?.Invoke()?.Find(digest) is { } cached
            && DigestVerifier.VerifyManifest(digest, cached.Body) == DigestCheck.Match
            && await http.SendAsync(OciRequests.Head(endpoint, repository, digest), cancellationToken).ConfigureAwait(false)
                is { Status: HttpStatusCode.OK } head
            && MediaTypes.AreSame(head.ContentType, cached.ContentType)
        )
        {
            return (cached.ContentType, cached.Body);
        }

        var response = await http.SendAsync(OciRequests.Manifest(endpoint, repository, digest), cancellationToken).ConfigureAwait(false);
        return IsMissing(response) ? null
            : response.Status != HttpStatusCode.OK ? throw http.Failure(response, "read")
            : DigestVerifier.VerifyManifest(digest, response.Body) == DigestCheck.Match ? (response.ContentType, response.Body)
            : throw new RegistryException($"The registry's response for {digest} does not have that digest.");
    }

    /// <summary>What came to the repository as seen from a manifest: itself, and what it refers to, through all indexes below it.</summary>
    /// <exception cref="RegistryException">It cannot be read, or is too deep to be looked through.</exception>
    internal async Task<Arrival> ArrivalAsync(string digest, string? tag, CancellationToken cancellationToken)
    {
        var needs = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>([digest]);
        for (var read = 0; open.TryDequeue(out var next); read++)
        {
            if (read == MostIndexes)
            {
                throw new RegistryException($"{digest}, which came since the plan was made, contains more than {MostIndexes} indexes.");
            }

            if (await ReadAsync(next, cancellationToken).ConfigureAwait(false) is not { } found)
            {
                continue;
            }

            var record = ManifestRecords.RecordOf(new SavedManifest(new ManifestTarget(next, [], found.MediaType ?? "", null), found.Body));
            needs.UnionWith(record.Mentions);
            foreach (var entry in (record.Manifests ?? []).Where(entry => needs.Add(entry.Digest)))
            {
                // An index that no tag leads to is seen by nobody else.
                if ((entry.MediaType is null || MediaTypes.IsIndex(entry.MediaType)) && OciNames.IsReadable(entry.Digest))
                {
                    open.Enqueue(entry.Digest);
                }
            }
        }

        return new Arrival(digest, tag, [.. needs]);
    }

    /// <summary>Which of the manifests that are gone are there again. No list
    /// shows one without a tag: each is asked for by its name.</summary>
    /// <exception cref="RegistryException">It cannot be said.</exception>
    internal async Task<ImmutableArray<Arrival>> ReturnedAsync(IEnumerable<string> departed, CancellationToken cancellationToken)
    {
        var returned = ImmutableArray.CreateBuilder<Arrival>();
        foreach (var digest in departed.Where(digest => OciNames.IsReadable(digest)))
        {
            if (await ExistsAsync(digest, cancellationToken).ConfigureAwait(false))
            {
                returned.Add(await ArrivalAsync(digest, null, cancellationToken).ConfigureAwait(false));
            }
        }

        return returned.ToImmutable();
    }

    /// <summary>Pushes a manifest under a tag or its digest.</summary>
    /// <exception cref="RegistryException">There is no answer.</exception>
    internal async Task<WriteResult> PutAsync(
        string reference,
        string mediaType,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    )
    {
        var type = MediaTypes.WithoutParameters(mediaType) ?? MediaTypes.OciManifest;
        var response = await http.SendAsync(OciRequests.Put(endpoint, repository, reference, type, body), cancellationToken)
            .ConfigureAwait(false);
        return response.IsSuccess ? WriteResult.Done : WriteRefusal.Of(response, http, "push", clock.GetUtcNow(), endpoint.Vendor);
    }

    internal static bool IsMissing(RegistryResponse response) => response is { Status: HttpStatusCode.NotFound, LeftOrigin: false };
}
