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
/// Each look asks again, so that a tag moved, or an index pushed, before a deletion is begun is
/// seen. It costs one point of GitHub's 900 a minute for the newest hundred versions, and one more
/// for each page on which several others stand, or for each that stands alone; a deletion costs 5.
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
    private ListedPlaces _places = new([]);
    private int _came;

    /// <summary>Begins again from a listing.</summary>
    internal void Start(IReadOnlyCollection<PackageVersion> versions)
    {
        (_known, _arrivals, _firstPage, _etag) = ([.. versions.Select(version => version.Id)], [], [], null);
        (_places, _came) = (new ListedPlaces(versions), 0);
    }

    /// <summary>Notes that a version is deleted: those behind it move up.</summary>
    internal void Delete(long id) => _places.Delete(id);

    /// <summary>The page on which a version stood at the start, from 1; 0 where it was not listed.</summary>
    internal int PageOf(long id) => _places.First(id) is { } place ? (place / GitHubApi.PageSize) + 1 : 0;

    /// <summary>The pages after the first on which several of some versions stand now, as far as is known.</summary>
    internal IReadOnlyList<int> PagesOf(IEnumerable<long> ids) =>
        [
            .. ids.Select(id => ((_places.Now(id) + _came) / GitHubApi.PageSize) + 1)
                .OfType<int>()
                .Where(page => page > 1)
                .GroupBy(page => page)
                .Where(page => page.Count() > 1)
                .Select(page => page.Key)
                .Order(),
        ];

    /// <summary>Notes a manifest that this program pushes itself.</summary>
    internal void Own(string digest)
    {
        lock (_own)
        {
            _own.Add(digest);
        }
    }

    /// <summary>Looks for versions that came, and at some of those that were there.</summary>
    /// <param name="path">The path of the package.</param>
    /// <param name="pages">The pages to look at beside the first.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The versions on these pages as they are now, by their ids; and all that came since the start.</returns>
    /// <exception cref="RegistryException">GitHub does not list them, or what came cannot be read.</exception>
    internal async Task<(IReadOnlyDictionary<long, PackageVersion> Seen, ImmutableArray<Arrival> Arrivals)> LookAsync(
        string path,
        IReadOnlyCollection<int> pages,
        CancellationToken cancellationToken
    )
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _seen.Clear();
            var others = Task.WhenAll(pages.Select(page => GetPageAsync(path, page, null, cancellationToken)));
            await Task.WhenAll(others, FindArrivalsAsync(path, cancellationToken)).ConfigureAwait(false);
            foreach (var page in await others.ConfigureAwait(false))
            {
                See(GitHubPages.Versions(page));
            }

            return (new Dictionary<long, PackageVersion>(_seen), _arrivals);
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

        _came += fresh.Count;
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
