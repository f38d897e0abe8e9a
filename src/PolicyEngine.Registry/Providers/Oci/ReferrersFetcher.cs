using System.Net;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Distribution;
using PolicyEngine.Registry.Http;
using PolicyEngine.Registry.Manifests;

namespace PolicyEngine.Registry.Providers.Oci;

/// <summary>
/// Asks the referrers API where the registry has it (distribution-spec 1.1, "Listing
/// Referrers"). Without it the fallback tags are among the tags anyway. Thread-safe.
/// </summary>
internal sealed class ReferrersFetcher(RepositoryReading reading)
{
    /// <summary>Puts the referrers of a manifest on the frontier.</summary>
    /// <exception cref="RegistryException">The registry has the API, and it fails.</exception>
    internal async Task FindAsync(string digest, CancellationToken cancellationToken)
    {
        var supported = await reading
            .Connection.Referrers.KnowAsync(token => ProbeAsync(digest, token), cancellationToken)
            .ConfigureAwait(false);
        if (!supported)
        {
            return;
        }

        await foreach (var page in Pages.ReadAsync(reading.Http, Request(digest), cancellationToken).ConfigureAwait(false))
        {
            if (!page.IsSuccess)
            {
                throw reading.Http.Failure(page, "list");
            }

            foreach (var entry in Entries(page) ?? throw new RegistryException($"{Redaction.Show(page.Uri)} does not return an index."))
            {
                reading.IsReferrer(entry.Digest, digest);
                reading.Claim(entry.Digest);
            }
        }
    }

    /// <summary>An answer that is an OCI index means that the API is there;
    /// any other answer, that it is not. No answer means nothing.</summary>
    private async Task<bool> ProbeAsync(string digest, CancellationToken cancellationToken)
    {
        var response = await reading.Http.SendAsync(Request(digest), cancellationToken).ConfigureAwait(false);
        if (RetryAfter.IsPassing(response))
        {
            throw reading.Http.Failure(response, "list");
        }

        return response.Status == HttpStatusCode.OK && Entries(response) is not null;
    }

    private RegistryRequest Request(string digest) => OciRequests.Referrers(reading.Connection.Endpoint, reading.Served, digest);

    private static IReadOnlyList<DescriptorRecord>? Entries(RegistryResponse response)
    {
        try
        {
            var index = ManifestReader.Read("", response.ContentType, response.Body);
            return MediaTypes.AreSame(index.MediaType, MediaTypes.OciIndex) ? index.Manifests : null;
        }
        catch (ManifestFormatException)
        {
            return null;
        }
    }
}
