using System.Collections.Immutable;
using System.Net;
using PolicyEngine.Registry.Applying;
using PolicyEngine.Registry.Http;
using PolicyEngine.Registry.Providers.Oci;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>Sees versions that come to a package while others are deleted: GitHub lists the newest first, so one page tells. Thread-safe.</summary>
internal sealed class VersionWatch(GitHubApi api, PackageName package, ManifestStore store) : IDisposable
{
    private const int MaxPages = 10;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly HashSet<string> _own = new(StringComparer.Ordinal);
    private HashSet<long> _known = [];
    private ImmutableArray<Arrival> _arrivals = [];
    private string? _etag;

    /// <summary>Begins anew from a listing.</summary>
    internal void Start(IEnumerable<PackageVersion> versions) => (_known, _arrivals, _etag) = ([.. versions.Select(version => version.Id)], [], null);

    /// <summary>Notes a manifest that this program pushes itself.</summary>
    internal void Own(string digest)
    {
        lock (_own)
        {
            _own.Add(digest);
        }
    }

    /// <summary>Looks for versions that came.</summary>
    /// <param name="path">The path of the package.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>All that came since the start.</returns>
    /// <exception cref="RegistryException">GitHub does not list them, or what came cannot be read.</exception>
    internal async Task<ImmutableArray<Arrival>> LookAsync(string path, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            for (var page = 1; page <= MaxPages; page++)
            {
                var response = await PageAsync(path, page, cancellationToken).ConfigureAwait(false);
                if (response.Status == HttpStatusCode.NotModified)
                {
                    break;
                }

                var versions = GitHubPages.Versions(response);
                var fresh = versions.Where(version => !_known.Contains(version.Id)).ToList();
                foreach (var version in fresh)
                {
                    await TakeAsync(version, cancellationToken).ConfigureAwait(false);
                }

                if (fresh.Count < versions.Length || versions.IsEmpty)
                {
                    break;
                }
            }

            return _arrivals;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The newest versions as they are now.</summary>
    /// <exception cref="RegistryException">GitHub does not list them.</exception>
    internal async Task<ImmutableArray<PackageVersion>> NewestAsync(string path, CancellationToken cancellationToken) =>
        GitHubPages.Versions(await GetPageAsync(path, 1, null, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async Task TakeAsync(PackageVersion version, CancellationToken cancellationToken)
    {
        lock (_own)
        {
            if (_own.Contains(version.Digest))
            {
                return;
            }
        }

        _arrivals = _arrivals.Add(await store.ArrivalAsync(version.Digest, version.Tags.FirstOrDefault(), cancellationToken).ConfigureAwait(false));
        _known.Add(version.Id);
    }

    private async Task<RegistryResponse> PageAsync(string path, int page, CancellationToken cancellationToken)
    {
        var response = await GetPageAsync(path, page, page == 1 ? _etag : null, cancellationToken).ConfigureAwait(false);
        if (page == 1 && response.Status == HttpStatusCode.OK)
        {
            _etag = response.Header("ETag");
        }

        return response;
    }

    private async Task<RegistryResponse> GetPageAsync(string path, int page, string? etag, CancellationToken cancellationToken)
    {
        var target = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}/versions?state=active&per_page={GitHubApi.PageSize}&page={page}");
        var response = await api.GetAsync(target, etag, cancellationToken).ConfigureAwait(false);
        return response.Status == HttpStatusCode.OK || (etag is not null && response.Status == HttpStatusCode.NotModified)
            ? response
            : throw GitHubFailure.Of(response, api.Token, package.Owner, package.Name);
    }
}
