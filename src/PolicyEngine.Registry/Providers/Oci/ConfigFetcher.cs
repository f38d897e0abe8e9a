using System.Collections.Concurrent;
using System.Net;
using PolicyEngine.Registry.Manifests;
using PolicyEngine.Snapshots;

namespace PolicyEngine.Registry.Providers.Oci;

/// <summary>Reads the configs of images, for their time, platform and labels; each once. Thread-safe.</summary>
internal sealed class ConfigFetcher(RepositoryReading reading)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<ImageConfig?>>> _configs = new(StringComparer.Ordinal);

    /// <summary>Adds what the config says to an image; gives anything else back as it is.</summary>
    /// <remarks>A config that is missing (404) is no failure, like a missing layer: the age of the image is unknown then.</remarks>
    /// <exception cref="RegistryException">The config cannot be read.</exception>
    internal async Task<ManifestRecord> CompleteAsync(ManifestRecord record, CancellationToken cancellationToken)
    {
        if (record.Config is not { Digest: { } digest } described || !MediaTypes.IsImageConfig(described.MediaType) || !OciNames.IsReadable(digest))
        {
            return record;
        }

        var config = await _configs.GetOrAdd(digest, key => new(() => ReadAsync(key, cancellationToken))).Value.ConfigureAwait(false);
        return config is null ? record : record with
        {
            CreatedAt = config.Created,
            Platform = config.Platform,
            Config = described with { Labels = config.Labels },
        };
    }

    private async Task<ImageConfig?> ReadAsync(string digest, CancellationToken cancellationToken)
    {
        var response = await reading.Http.SendAsync(
            OciRequests.Blob(reading.Connection.Endpoint, reading.Served, digest), cancellationToken).ConfigureAwait(false);
        if (response is { Status: HttpStatusCode.NotFound, LeftOrigin: false })
        {
            reading.Log($"the config {digest} is missing.");
            return null;
        }

        if (response.Status != HttpStatusCode.OK)
        {
            throw reading.Http.Failure(response, "read the config");
        }

        if (DigestVerifier.Verify(digest, response.Body) != DigestCheck.Match)
        {
            throw new RegistryException($"The registry's answer for the config {digest} does not have that digest.");
        }

        try
        {
            return ManifestReader.ReadConfig(response.Body);
        }
        catch (ManifestFormatException e)
        {
            throw new RegistryException($"The config {digest} cannot be understood: {Redaction.Show(e.Message)}", innerException: e);
        }
    }
}
