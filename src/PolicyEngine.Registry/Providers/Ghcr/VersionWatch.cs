using System.Collections.Immutable;
using System.Net;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Distribution;
using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>
/// Sees what becomes of a package while its versions are deleted. GitHub lists the newest first,
/// so one page tells what came, and mostly the tags of the version that is looked at. Thread-safe.
/// </summary>
/// <remarks>
/// Each look asks again, so that a tag moved, or an index pushed, before a deletion is begun is seen. It costs
/// one point of GitHub's 900 a minute for a version among the newest hundred, else two; a deletion costs 5.
/// </remarks>
/// <param name="api">GitHub's API.</param>
/// <param name="package">The package.</param>
/// <param name="store">Its manifests.</param>
internal sealed class VersionWatch(GitHubApi api, PackageName package, ManifestStore store) : IDisposable
{
    private const int MaxPages = 10;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly HashSet<string> _own = new(StringComparer.Ordinal);
    private readonly Dictionary<long, PackageVersion> _seen = [];
    private HashSet<long> _known = [];
    private ImmutableArray<Arrival> _arrivals = [];
    private ImmutableArray<PackageVersion> _firstPage = [];
    private string? _etag;

    /// <summary>Begins again from a listing.</summary>
    internal void Start(IReadOnlyCollection<PackageVersion> versions)
    {
        (_known, _arrivals, _firstPage, _etag) = ([.. versions.Select(version => version.Id)], [], [], null);
    }

    /// <summary>Notes a manifest that this program pushes itself.</summary>
    internal void Own(string digest)
    {
        lock (_own)
        {
            _own.Add(digest);
        }
    }

    /// <summary>Looks for versions that came, and at one of those that were there.</summary>
    /// <param name="path">The path of the package.</param>
    /// <param name="id">The version to look at.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The version as it is now, null where it is not among the newest; and all that came since the start.</returns>
    /// <exception cref="RegistryException">GitHub does not list them, or what came cannot be read.</exception>
    internal async Task<(PackageVersion? Version, ImmutableArray<Arrival> Arrivals)> LookAsync(
        string path,
        long id,
        CancellationToken cancellationToken
    )
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _seen.Clear();
            await FindArrivalsAsync(path, cancellationToken).ConfigureAwait(false);
            return (_seen.GetValueOrDefault(id), _arrivals);
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

    private void See(ImmutableArray<PackageVersion> versions)
    {
        foreach (var version in versions)
        {
            _seen[version.Id] = version;
        }
    }

    /// <summary>Reads on until a page shows what was known, and takes all that came in,
    /// or nothing: what could not be read is asked for again by the next look.</summary>
    private async Task FindArrivalsAsync(string path, CancellationToken cancellationToken)
    {
        var (firstPage, etag) = (_firstPage, _etag);
        var fresh = new List<PackageVersion>();
        for (var page = 1; ; page++)
        {
            if (page > MaxPages)
            {
                throw new RegistryException("Since the plan was made, more versions were pushed than can be checked.");
            }

            var response = await GetPageAsync(path, page, page == 1 ? _etag : null, cancellationToken).ConfigureAwait(false);
            if (response.Status == HttpStatusCode.NotModified)
            {
                See(_firstPage);
                return;
            }

            var versions = GitHubPages.Versions(response);
            if (page == 1)
            {
                (firstPage, etag) = (versions, response.Header("ETag"));
            }

            See(versions);
            var before = fresh.Count;
            fresh.AddRange(versions.Where(version => !_known.Contains(version.Id)));
            if (fresh.Count - before < versions.Length || versions.IsEmpty)
            {
                break;
            }
        }

        var arrivals = _arrivals.ToBuilder();
        foreach (var version in fresh.Where(version => !IsOwn(version.Digest)))
        {
            arrivals.Add(await store.ArrivalAsync(version.Digest, version.Tags.FirstOrDefault(), cancellationToken).ConfigureAwait(false));
        }

        _known.UnionWith(fresh.Select(version => version.Id));
        (_arrivals, _firstPage, _etag) = (arrivals.ToImmutable(), firstPage, etag);
    }

    private bool IsOwn(string digest)
    {
        lock (_own)
        {
            return _own.Contains(digest);
        }
    }

    private async Task<RegistryResponse> GetPageAsync(string path, int page, string? etag, CancellationToken cancellationToken)
    {
        var target = string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{path}/versions?state=active&per_page={GitHubApi.PageSize}&page={page}"
        );
        var response = await api.GetAsync(target, etag, cancellationToken).ConfigureAwait(false);
        return response.Status == HttpStatusCode.OK || (etag is not null && response.Status == HttpStatusCode.NotModified)
            ? response
            : throw GitHubFailure.Of(response, api.Token, package.Owner, package.Name);
    }
}
