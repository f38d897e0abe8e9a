using System.Collections.Immutable;
using System.Net;
using PolicyEngine.Registry.Applying;
using PolicyEngine.Registry.Http;
using PolicyEngine.Registry.Providers.Oci;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>
/// Sees what becomes of a package while its versions are deleted. GitHub lists the newest first, so one page tells what came; and one page tells
/// the tags of a hundred versions, so a look serves many. Thread-safe.
/// </summary>
/// <remarks>
/// GitHub allows 900 points a minute, and a deletion is 5 of them: two looks before each one would cost a quarter of the deletions. A look is
/// used for twice as many deletions as are under way at once, and for <see cref="Fresh"/> at most: what comes to the package in between is not
/// seen by those.
/// </remarks>
/// <param name="api">GitHub's API.</param>
/// <param name="package">The package.</param>
/// <param name="store">Its manifests.</param>
/// <param name="uses">How many deletions a look serves.</param>
/// <param name="clock">The clock.</param>
internal sealed class VersionWatch(GitHubApi api, PackageName package, ManifestStore store, int uses, TimeProvider clock) : IDisposable
{
    /// <summary>For how long what was seen counts as being so.</summary>
    internal static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private const int MaxPages = 10;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly HashSet<string> _own = new(StringComparer.Ordinal);
    private readonly Dictionary<long, PackageVersion> _seen = [];
    private readonly HashSet<long> _gone = [];
    private ImmutableArray<long> _order = [];
    private HashSet<long> _known = [];
    private ImmutableArray<Arrival> _arrivals = [];
    private ImmutableArray<PackageVersion> _firstPage = [];
    private DateTimeOffset _stale;
    private int _uses;
    private string? _etag;

    /// <summary>Begins anew from a listing, newest first.</summary>
    internal void Start(IReadOnlyCollection<PackageVersion> versions)
    {
        _order = [.. versions.Select(version => version.Id)];
        (_known, _arrivals, _firstPage, _etag, _stale) = ([.. _order], [], [], null, DateTimeOffset.MinValue);
        _gone.Clear();
    }

    /// <summary>Notes a manifest that this program pushes itself.</summary>
    internal void Own(string digest)
    {
        lock (_own)
        {
            _own.Add(digest);
        }
    }

    /// <summary>Notes a version that this program has deleted.</summary>
    internal void Gone(long id)
    {
        lock (_gone)
        {
            _gone.Add(id);
        }
    }

    /// <summary>Looks for versions that came, and at one of those that were there.</summary>
    /// <param name="path">The path of the package.</param>
    /// <param name="id">The version to look at.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The version as it is now, null where the lists do not show it; and all that came since the start.</returns>
    /// <exception cref="RegistryException">GitHub does not list them, or what came cannot be read.</exception>
    internal async Task<(PackageVersion? Version, ImmutableArray<Arrival> Arrivals)> LookAsync(string path, long id, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (clock.GetUtcNow() >= _stale || _uses >= uses)
            {
                _stale = DateTimeOffset.MinValue;
                _seen.Clear();
                var start = clock.GetUtcNow();
                await FindArrivalsAsync(path, cancellationToken).ConfigureAwait(false);
                (_stale, _uses) = (start + Fresh, 0);
            }

            _uses++;

            // What was seen of a version serves one look at it: where there is another one, something was in the way.
            if (!_seen.Remove(id, out var version) && PageOf(id) is { } page)
            {
                See(GitHubPages.Versions(await GetPageAsync(path, page, null, cancellationToken).ConfigureAwait(false)));
                _seen.Remove(id, out version);
            }

            return (version, _arrivals);
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

    /// <summary>The page that a version should be on, after what was deleted before it; null for one that was not listed.</summary>
    private int? PageOf(long id)
    {
        var at = _order.IndexOf(id);
        var before = _arrivals.Length;
        lock (_gone)
        {
            for (var i = 0; i < at; i++)
            {
                before += _gone.Contains(_order[i]) ? 0 : 1;
            }
        }

        return at < 0 ? null : (before / GitHubApi.PageSize) + 1;
    }

    private void See(ImmutableArray<PackageVersion> versions)
    {
        foreach (var version in versions)
        {
            _seen[version.Id] = version;
        }
    }

    private async Task FindArrivalsAsync(string path, CancellationToken cancellationToken)
    {
        for (var page = 1; page <= MaxPages; page++)
        {
            var response = await PageAsync(path, page, cancellationToken).ConfigureAwait(false);
            if (response.Status == HttpStatusCode.NotModified)
            {
                See(_firstPage);
                break;
            }

            var versions = GitHubPages.Versions(response);
            _firstPage = page == 1 ? versions : _firstPage;
            See(versions);
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
    }

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
