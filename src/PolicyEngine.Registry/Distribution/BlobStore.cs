using System.Net;
using System.Net.Http.Headers;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Distribution;

/// <summary>The blobs of one repository by the distribution API: small ones, read and pushed whole. Thread-safe.</summary>
/// <param name="http">Sends the requests.</param>
/// <param name="endpoint">The registry.</param>
/// <param name="repository">The repository, as it is served.</param>
/// <param name="clock">The clock.</param>
internal sealed class BlobStore(RegistryHttp http, RegistryEndpoint endpoint, string repository, TimeProvider clock)
{
    /// <summary>Reads a blob, unverified; null where it is missing.</summary>
    /// <exception cref="RegistryException">It cannot be read, or is too long.</exception>
    internal async Task<byte[]?> ReadAsync(string digest, int limit, CancellationToken cancellationToken)
    {
        var response = await http.SendAsync(OciRequests.Blob(endpoint, repository, digest) with { BodyLimit = limit }, cancellationToken)
            .ConfigureAwait(false);
        return DocumentSource.IsMissing(response) ? null
            : response.Status == HttpStatusCode.OK ? response.Body
            : throw http.Failure(response, "read");
    }

    /// <summary>Pushes a blob, unless it is there.</summary>
    /// <exception cref="RegistryException">There is no answer, or it leads to another host.</exception>
    internal async Task<WriteResult> PushAsync(string digest, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var head = await http.SendAsync(OciRequests.Blob(endpoint, repository, digest) with { Method = HttpMethod.Head }, cancellationToken)
            .ConfigureAwait(false);
        if (head.Status == HttpStatusCode.OK)
        {
            return WriteResult.Done;
        }

        var start = await http.SendAsync(OciRequests.StartUpload(endpoint, repository), cancellationToken).ConfigureAwait(false);
        if (!start.IsSuccess)
        {
            return WriteRefusal.Of(start, http, "push", clock.GetUtcNow(), endpoint.Vendor);
        }

        var upload = await http.SendAsync(
                new RegistryRequest
                {
                    Method = HttpMethod.Put,
                    Uri = Location(start, digest),
                    Scope = OciRequests.Push(repository),
                    Content = () =>
                        new ReadOnlyMemoryContent(body)
                        {
                            Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") },
                        },
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return upload.IsSuccess ? WriteResult.Done : WriteRefusal.Of(upload, http, "push", clock.GetUtcNow(), endpoint.Vendor);
    }

    /// <summary>Where an upload is finished (distribution-spec, "POST then PUT"). Credentials go along, so it must not lead
    /// away.</summary>
    private Uri Location(RegistryResponse start, string digest)
    {
        var given = start.Header("Location") ?? "";
        if (
            given.Length == 0
            || !Uri.TryCreate(start.Uri, given, out var location)
            || !AddressRules.SameOrigin(endpoint.Base, location)
            || location.UserInfo.Length > 0
        )
        {
            throw new RegistryException(
                $"'{Redaction.Show(endpoint.Name)}' wants the upload at '{Redaction.Show(given)}', which is not on the same host; it is "
                    + "not followed."
            );
        }

        var query = $"digest={Uri.EscapeDataString(digest)}";
        return new UriBuilder(location) { Query = location.Query.Length > 1 ? $"{location.Query[1..]}&{query}" : query }.Uri;
    }
}
