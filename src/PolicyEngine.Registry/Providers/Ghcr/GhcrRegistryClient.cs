using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Caching;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Credentials;
using PolicyEngine.Registry.Distribution;
using PolicyEngine.Values;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>The packages that a GitHub has. Thread-safe.</summary>
internal sealed class GhcrRegistryClient : IRegistryClient
{
    /// <summary>The most requests to the registry at once, whatever the options allow.</summary>
    private const int MaxConcurrency = 64;

    /// <summary>A package of more versions takes so much memory while it is read that only a few are read at once.</summary>
    private const int LargePackage = 2000;

    private const int LargeAtOnce = 4;

    private readonly SemaphoreSlim _large = new(LargeAtOnce, LargeAtOnce);
    private readonly RegistryOptions _options;
    private readonly OciConnection _registry;
    private readonly GitHubApi _api;
    private readonly OwnerFamilies _families;
    private readonly Lazy<ManifestCache?> _cache;
    private readonly ConcurrentDictionary<string, PackageState> _listed = new(StringComparer.Ordinal);

    internal GhcrRegistryClient(RegistryTarget target, RegistryOptions options)
    {
        _options = options with { Concurrency = Math.Clamp(options.Concurrency, 1, MaxConcurrency) };
        _registry = Connect(target, _options);
        _cache = _options.OpenCache();
        _api = new GitHubApi(target, _options, _registry.FindApiCredentialAsync, () => _cache.Value);
        _families = new OwnerFamilies(_api);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListRepositoriesAsync(string pattern, CancellationToken cancellationToken)
    {
        var owner = pattern.Split('/')[0].ToLowerInvariant();
        if (owner.Length == 0 || owner.AsSpan().ContainsAny("*?[]!"))
        {
            throw new RegistryException(
                $"'{Redaction.Show(pattern)}' does not begin with the name of an owner, and GitHub does not list all owners."
            );
        }

        var family = await _families.FindAsync(owner, null, cancellationToken).ConfigureAwait(false);
        if (family.StartsWith("/users/", StringComparison.Ordinal))
        {
            _options.Log?.Invoke($"{owner} is not the token's user: only public packages are listed.");
        }

        var names = new SortedSet<string>(StringComparer.Ordinal);
        for (var (page, more) = (1, true); more; page++)
        {
            var path = string.Create(
                CultureInfo.InvariantCulture,
                $"{family}/packages?package_type=container&per_page={GitHubApi.PageSize}&page={page}"
            );
            var response = await _api.GetAsync(path, null, cancellationToken).ConfigureAwait(false);
            if (response.Status != HttpStatusCode.OK)
            {
                throw GitHubFailure.Of(response, _api.Token, owner, null);
            }

            var listed = GitHubPages.Packages(response);
            if (page == 1 && listed.IsEmpty && _api.Token is { IsApp: true } token)
            {
                throw GitHubFailure.NothingListed(response, token, owner);
            }

            var known = names.Count;
            names.UnionWith(listed.Select(p => $"{owner}/{p.Name}"));
            foreach (var (name, versions) in listed)
            {
                _listed[$"{owner}/{name}"] = PackageState.Of(versions, response, _options.Clock);
            }

            // A full page may be followed by another, whatever is said of it.
            more =
                listed.Length > 0
                && (listed.Length >= GitHubApi.PageSize || GitHubPages.HasNext(response) || GitHubPages.LastPage(response) > page);
            if (listed.Length > 0 && names.Count == known)
            {
                throw new RegistryException(
                    string.Create(CultureInfo.InvariantCulture, $"Page {page} of the packages of '{owner}' repeats the pages before it.")
                );
            }
        }

        AnnounceAll(pattern, names);
        return [.. names];
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
            Registry = _registry.Endpoint.Name,
            Name = repository,
            Provider = RegistryKind.Ghcr.Name,
            TakenAt = _options.Clock.GetUtcNow(),
        };
        if (!PackageName.TryParse(repository, out var package) || !OciNames.IsRepository(package.Repository))
        {
            return info with { Complete = false, Reason = $"'{Redaction.Show(repository)}' is not a package name: expected owner/name." };
        }

        PackageReading? reading = null;
        string? reason = null;
        var listed = _listed.GetValueOrDefault(package.Repository);
        var versions = listed?.Count ?? 0;
        var cleaning = _options.LeavesForChanges
            ? _api.Budget.Clean(GhcrWriter.RequestsFor(versions, versions, _options.Concurrency))
            : null;
        var going = 0;
        var isLarge = versions > LargePackage;
        if (isLarge)
        {
            await _large.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            var family = await _families.FindAsync(package.Owner, package, cancellationToken).ConfigureAwait(false);
            info = info with { Page = GitHubSite.Page(info.Registry, _api.Base, family, package) };
            var listing = new VersionListing(
                _api,
                _options,
                package,
                family,
                remaining => Report(repository, 0, remaining),
                listed,
                cleaning
            );
            reading = new PackageReading(await listing.ReadAsync(cancellationToken).ConfigureAwait(false));
            var documents = new DocumentSource(_registry.For(package.Repository), _registry.Endpoint, package.Repository, _cache.Value);
            var reader = new PackageReader(
                reading,
                documents,
                guide,
                (id, token) => IsDeletedAsync(family, package, id, token),
                _options.Concurrency,
                (reads, cached) => Announce(repository, reading.Versions.Count, reads, cached),
                remaining => Report(repository, reading.ReadCount, remaining)
            );
            await reader.ReadAsync(info, cancellationToken).ConfigureAwait(false);
            going = reader.Going > 0 ? GhcrWriter.RequestsFor(reader.Going, reading.Versions.Count, _options.Concurrency) : 0;
        }
        catch (Exception e) when (FindFailure(e) is { } failure)
        {
            cancellationToken.ThrowIfCancellationRequested();
            reason = failure.Message;
        }
        finally
        {
            cleaning?.End(going);
            if (isLarge)
            {
                _large.Release();
            }
        }

        foreach (var record in reading?.Records() ?? [])
        {
            sink.Add(record);
        }

        return info with
        {
            Complete = reason is null,
            Reason = reason,
            ListedButGone = reading?.Gone ?? [],
        };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_cache.IsValueCreated)
        {
            _cache.Value?.Dispose();
        }

        _large.Dispose();
        _families.Dispose();
        _api.Dispose();
        _registry.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Connects to the registry. Does no I/O yet.</summary>
    /// <exception cref="RegistryException">The target's URL cannot be used.</exception>
    internal static OciConnection Connect(RegistryTarget target, RegistryOptions options)
    {
        OciConnection? connection = null;
        return connection = OciConnection.Open(target, options, [CredentialSource.GitHubVariable], dance => new GhcrAuthenticator(
            dance,
            connection!.Endpoint,
            token => connection!.FindCredentialAsync(null, token)
        ));
    }

    /// <summary>Whether a version is gone; one that GitHub does not tell of is not.</summary>
    private async Task<bool> IsDeletedAsync(string family, PackageName package, long id, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"{family}/packages/container/{package.Escaped}/versions/{id}");
        return (await _api.GetAsync(path, null, cancellationToken).ConfigureAwait(false)).Status == HttpStatusCode.NotFound;
    }

    /// <summary>The failure itself, or the one that cancelled what was read beside it.</summary>
    private static RegistryException? FindFailure(Exception exception) =>
        exception switch
        {
            RegistryException failure => failure,
            AggregateException many => many.Flatten().InnerExceptions.OfType<RegistryException>().FirstOrDefault(),
            _ => null,
        };

    private void Report(string repository, int manifests, int remaining) =>
        _options.Progress?.Invoke(
            new ReadProgress(_registry.Endpoint.Name, repository, _api.Answered + _registry.Transport.Answered, manifests, remaining)
        );

    /// <summary>Announces what listing all packages of a pattern takes, before it begins with the first one.</summary>
    private void AnnounceAll(string pattern, IEnumerable<string> names)
    {
        var glob = GlobPattern.Parse(pattern, isPath: true, out _);
        PackageState[] packages = [.. names.Where(name => glob?.IsMatch(name) ?? true).Select(name => _listed[name])];
        if (packages.Length < 2)
        {
            return;
        }

        var requests = Sum(packages, RequestBudget.RequestsFor);
        var (left, reset) = _api.Budget.State;
        _options.Estimate?.Invoke(
            new ReadEstimate
            {
                Repository = $"{_registry.Endpoint.Name}/{pattern}",
                IsListing = true,
                Packages = packages.Length,
                Versions = Sum(packages, package => package.Count ?? 0),
                Requests = requests,
                Remaining = left,
                Reset = reset,
                Duration = _api.TimeFor(requests),
            }
        );
    }

    /// <summary>A sum that is not greater than numbers go: what packages say of themselves is anything.</summary>
    private static int Sum(PackageState[] packages, Func<PackageState, int> number) =>
        (int)Math.Min(int.MaxValue, packages.Sum(package => (long)number(package)));

    private void Announce(string repository, int versions, int reads, int cached)
    {
        // Before the first answer of the registry, it is taken to be as fast as the API.
        var answer = _registry.Transport.AnswerTime is var known && known > TimeSpan.Zero ? known : _api.TimeFor(1);
        _options.Estimate?.Invoke(
            new ReadEstimate
            {
                Repository = $"{_registry.Endpoint.Name}/{repository}",
                Versions = versions,
                Requests = reads - cached,
                Cached = cached,
                Duration = answer * Math.Ceiling((double)(reads - cached) / _options.Concurrency),
            }
        );
    }
}
