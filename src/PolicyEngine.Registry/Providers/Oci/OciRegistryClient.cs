using System.Net;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Caching;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Distribution;

namespace PolicyEngine.Registry.Providers.Oci;

/// <summary>A registry behind the distribution API. Thread-safe.</summary>
internal sealed class OciRegistryClient(OciConnection connection) : IRegistryClient
{
    private readonly Lazy<ManifestCache?> _cache = connection.Options.OpenCache();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListRepositoriesAsync(string pattern, CancellationToken cancellationToken)
    {
        try
        {
            return await NameList
                .ReadAsync(
                    connection.For(null),
                    OciRequests.Catalog(connection.Endpoint),
                    "repositories",
                    static name => name.Length is > 0 and <= 255,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (RegistryException e)
            when (e.Status
                    is HttpStatusCode.NotFound
                        or HttpStatusCode.MethodNotAllowed
                        or HttpStatusCode.Unauthorized
                        or HttpStatusCode.Forbidden
                        or HttpStatusCode.BadRequest
            )
        {
            throw new RegistryException(
                $"'{Redaction.Show(connection.Endpoint.Name)}' does not list its repositories, so name them without globs. {e.Message}",
                e.Status,
                e
            );
        }
    }

    /// <inheritdoc/>
    public async Task<RepositoryInfo> ReadRepositoryAsync(
        string repository,
        IManifestSink sink,
        IResolutionGuide guide,
        CancellationToken cancellationToken
    )
    {
        var info = new RepositoryInfo
        {
            Registry = connection.Endpoint.Name,
            Name = repository,
            Provider = RegistryKind.Oci.Name,
            TakenAt = connection.Options.Clock.GetUtcNow(),
            UntaggedHidden = true,
            UntagRefused =
                connection.Options.Clock.GetUtcNow() - connection.Options.OpenUntagRefusals().Of(connection.Endpoint.Base.Authority)
                < OciWriter.RefusalLife,
        };
        var served = OciNames.Served(connection.Endpoint.Base.IdnHost, repository);
        if (!OciNames.IsRepository(served))
        {
            return info with { Complete = false, Reason = $"'{Redaction.Show(repository)}' is not a repository name." };
        }

        var reading = new RepositoryReading(connection, served, repository);
        try
        {
            var reader = new RepositoryReader(reading, _cache.Value, guide.Named(info), guide.NeedsProvenance);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            reading.Fail(e.Message);
        }

        reading.Deliver(sink);
        return info with
        {
            Vendor = connection.Vendor == RegistryVendors.Of(info.Registry) ? RegistryVendor.Other : connection.Vendor,
            Complete = reading.Reason is null,
            Reason = reading.Reason,
            DanglingTags = reading.DanglingTags,
            NamedButMissing = reading.NamedButMissing,
        };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_cache.IsValueCreated)
        {
            _cache.Value?.Dispose();
        }

        connection.Dispose();
        return ValueTask.CompletedTask;
    }
}
