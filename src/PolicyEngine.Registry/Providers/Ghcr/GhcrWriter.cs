using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Caching;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Distribution;
using PolicyEngine.Registry.Manifests;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>
/// Changes one package: deletes and restores versions by their id through the REST API, which takes all
/// tags of a version with it and none of its children; pushes manifests through the registry. Thread-safe.
/// </summary>
internal sealed class GhcrWriter : IRegistryWriter
{
    /// <summary>GitHub's limit is 900 points a minute, and a deletion is 5: the looks leave about 160, or 140 where each goes
    /// by a look of its own.</summary>
    private const int MaxDeletesPerMinute = 180;

    /// <summary>
    /// What does not hang on each other goes at once, after one look at all of it: nine requests of the hour for eight deletions, and the
    /// same number a minute however long an answer takes.
    /// </summary>
    private const int DeletionsAtOnce = 8;
    private const int MaxConcurrency = 8;

    /// <summary>Of a deletion, and of the version where it has to be asked for by its id.</summary>
    private const int PointsADeletion = 6;
    private const string DeleteScope = "delete:packages";
    private const string WriteScope = "write:packages";
    private const string RestoreRules =
        "GitHub restores a version within 30 days of its deletion, and only while its name has not been used again.";

    private readonly RegistryOptions _options;
    private readonly OciConnection _registry;
    private readonly GitHubApi _api;
    private readonly OwnerFamilies _families;
    private readonly PackageName _package;
    private readonly ManifestStore _store;
    private readonly VersionWatch _watch;
    private readonly Lazy<ManifestCache?> _cache;
    private ImmutableHashSet<string> _tags = [];
    private volatile Dictionary<string, long?> _listed = [];

    /// <exception cref="RegistryException">A URL, or the package's name, cannot be used.</exception>
    internal GhcrWriter(RegistryTarget target, RegistryOptions options, string repository)
    {
        if (!PackageName.TryParse(repository, out _package) || !OciNames.IsRepository(_package.Repository))
        {
            throw new RegistryException($"'{Redaction.Show(repository)}' is not a package name: expected owner/name.");
        }

        _options = options with { Concurrency = Math.Clamp(options.Concurrency, 1, MaxConcurrency) };
        _registry = GhcrRegistryClient.Connect(target, _options);
        _cache = _options.OpenCache();

        // Pages are worth their place in the cache only where an hour has no room for them all.
        _api = new GitHubApi(target, _options, _registry.FindApiCredentialAsync, () => _cache.Value) { IsRemembering = false };
        _families = new OwnerFamilies(_api);
        _store = new ManifestStore(_registry.For(_package.Repository), _registry.Endpoint, _package.Repository, options.Clock);
        _watch = new VersionWatch(_api, _package, _store);
        Traits = new WriterTraits
        {
            Concurrency = AtOnce(_options.Concurrency),
            Together = AtOnce(_options.Concurrency),
            ReadConcurrency = _options.Concurrency,
            DeletesPerMinute = MaxDeletesPerMinute,
        };
    }

    /// <inheritdoc/>
    public WriterTraits Traits { get; }

    private DateTimeOffset Now => _options.Clock.GetUtcNow();

    /// <inheritdoc/>
    public ValueTask EnterAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async Task<RepositoryListing> ListAsync(CancellationToken cancellationToken)
    {
        var family = await _families.FindAsync(_package.Owner, _package, cancellationToken).ConfigureAwait(false);
        try
        {
            var versions = await new VersionListing(_api, _options, _package, family).ReadAsync(cancellationToken).ConfigureAwait(false);
            _watch.Start(versions);
            var tags = versions
                .SelectMany(version => version.Tags, (version, tag) => (tag, version.Digest))
                .ToDictionary(pair => pair.tag, pair => pair.Digest, StringComparer.Ordinal);
            _tags = [.. tags.Keys];
            _listed = versions.ToDictionary(version => version.Digest, version => (long?)version.Id, StringComparer.Ordinal);
            return new RepositoryListing { Tags = tags, Manifests = _listed };
        }
        catch (RegistryException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return new RepositoryListing { Exists = false, Tags = new Dictionary<string, string>() };
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlySet<string>> FindPresentAsync(IReadOnlyCollection<string> digests, CancellationToken cancellationToken)
    {
        var listing = await ListAsync(cancellationToken).ConfigureAwait(false);
        return digests.Where(digest => listing.Manifests?.ContainsKey(digest) == true).ToHashSet(StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public async Task<ManifestLook> LookAsync(
        ManifestTarget target,
        IReadOnlyCollection<string> departed,
        CancellationToken cancellationToken
    ) => (await LookTogetherAsync([(target, departed)], cancellationToken).ConfigureAwait(false))[0];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ManifestLook>> LookTogetherAsync(
        IReadOnlyList<(ManifestTarget Target, IReadOnlyCollection<string> Departed)> targets,
        CancellationToken cancellationToken
    )
    {
        long[] ids = [.. targets.Select(pair => IdOf(pair.Target))];
        var pages = _watch.PagesOf(ids);

        // The deletions that follow are not to wait for their points with a look that gets old.
        await _api.ReadyAsync((PointsADeletion * ids.Length) + pages.Count + 1, cancellationToken).ConfigureAwait(false);
        var path = await PathAsync(cancellationToken).ConfigureAwait(false);
        var returning = _store.ReturnedAsync(targets.SelectMany(pair => pair.Departed).Distinct(StringComparer.Ordinal), cancellationToken);
        var looking = _watch.LookAsync(path, pages, cancellationToken);
        await Task.WhenAll(returning, looking).ConfigureAwait(false);
        var (seen, arrivals) = await looking.ConfigureAwait(false);
        arrivals = arrivals.AddRange(await returning.ConfigureAwait(false));

        // A version that is not on these pages, or gone, is asked for by its id.
        var versions = await Task.WhenAll(
                targets.Select(
                    async (pair, i) =>
                        seen.TryGetValue(ids[i], out var version)
                            ? Same(pair.Target, ids[i], version)
                            : await FindVersionAsync(pair.Target, cancellationToken).ConfigureAwait(false)
                )
            )
            .ConfigureAwait(false);
        return [.. versions.Select(version => new ManifestLook(version is not null, version?.Tags ?? [], arrivals))];
    }

    /// <inheritdoc/>
    public int RequestsAtOnce => _api.Allowed;

    /// <inheritdoc/>
    public int PageOf(ManifestTarget target) => target.VersionId is { } id ? _watch.PageOf(id) : 0;

    /// <inheritdoc/>
    public async Task<SavedManifest?> ReadAsync(ManifestTarget target, CancellationToken cancellationToken) =>
        // The list says that it is there: what the cache has of it needs no request.
        _listed.ContainsKey(target.Digest) && DocumentSource.FindProven(_cache.Value, target.Digest) is { Body: var cached }
            ? new SavedManifest(target with { MediaType = cached.ContentType ?? target.MediaType }, cached.Body)
        : await _store.ReadAsync(target.Digest, cancellationToken).ConfigureAwait(false) is { } found
            ? new SavedManifest(target with { MediaType = found.MediaType ?? target.MediaType }, found.Body)
        : null;

    /// <inheritdoc/>
    public async Task<WriteResult> DeleteAsync(ManifestTarget target, CancellationToken cancellationToken)
    {
        if (target.VersionId is not { } id)
        {
            return new WriteResult(WriteStatus.Refused, "The plan has no version id for it, and GitHub can only delete by version id.");
        }

        var response = await _api.ChangeAsync(
                HttpMethod.Delete,
                await VersionPathAsync(id, cancellationToken).ConfigureAwait(false),
                cancellationToken
            )
            .ConfigureAwait(false);
        if (response.IsSuccess)
        {
            _watch.Delete(id);
            return WriteResult.Done;
        }

        var result = GitHubWriteRefusal.Of(response, _api.Token, _package, DeleteScope, Now);

        // A token without the role gets 404 too: only a version that cannot be read any more is gone.
        return result.Status == WriteStatus.Gone && await FindVersionAsync(target, cancellationToken).ConfigureAwait(false) is not null
            ? new WriteResult(
                WriteStatus.Impossible,
                $"{result.Text} It exists, though. {GitHubWriteRefusal.Permission(response, _api.Token, _package, DeleteScope)}"
            )
            : result;
    }

    /// <summary>The requests that cleaning a package takes, about: it is found, and listed before and after.</summary>
    /// <param name="deletions">What is deleted.</param>
    /// <param name="versions">What there is.</param>
    /// <param name="concurrency">The requests in flight.</param>
    internal static int RequestsFor(int deletions, int versions, int concurrency) =>
        2 + (2 * (2 + (versions / GitHubApi.PageSize) + 1)) + DeletionRequests(deletions, AtOnce(concurrency));

    /// <summary>
    /// The most requests that deletions take: each with the version by its id, and a page
    /// of the newest versions for each look, the first of an image having one of its own.
    /// </summary>
    private static int DeletionRequests(int deletions, int atOnce) =>
        deletions == 0 ? 0 : (int)Math.Min(int.MaxValue / 2, (2L * deletions) + 1 + ((deletions + atOnce - 2L) / atOnce));

    private static int AtOnce(int concurrency) => Math.Clamp(concurrency, 1, DeletionsAtOnce);

    /// <inheritdoc/>
    public RegistryLimit? LimitBefore(int deletions) =>
        _api.Budget.ShortOf(DeletionRequests(deletions, Traits.Together)) is var (wait, left, reset)
            ? new RegistryLimit(
                wait + TimeSpan.FromSeconds(1),
                string.Create(CultureInfo.InvariantCulture, $"GitHub's API allows this token {left} more requests until {reset}.")
            )
            : null;

    /// <inheritdoc/>
    public async Task<WriteResult> UntagAsync(string tag, SavedManifest image, Action<string> announce, CancellationToken cancellationToken)
    {
        if (await _store.FindTagAsync(tag, cancellationToken).ConfigureAwait(false) is not { } current)
        {
            return WriteResult.Gone;
        }

        if (current == image.Target.Digest)
        {
            if (_tags.All(other => other == tag))
            {
                return new WriteResult(WriteStatus.Retained, "It is the last tag of the package, which GitHub does not remove.");
            }

            if (Placeholder.Make(image, tag, Now) is not { } placeholder)
            {
                return new WriteResult(
                    WriteStatus.Refused,
                    "Untagging on GitHub needs a placeholder, and none can be made for a manifest of this type."
                );
            }

            current = DigestVerifier.Sha256(placeholder.Body);
            _watch.Own(current);
            announce(current);
            var put = await _store.PutAsync(tag, placeholder.MediaType, placeholder.Body, cancellationToken).ConfigureAwait(false);
            if (put.Status != WriteStatus.Done)
            {
                return put;
            }
        }
        else if (!await IsPlaceholderAsync(current, tag, image.Target.Digest, cancellationToken).ConfigureAwait(false))
        {
            return Moved(current);
        }

        var result = await DeletePlaceholderAsync(current, tag, cancellationToken).ConfigureAwait(false);
        if (result.Status is WriteStatus.Done or WriteStatus.Gone)
        {
            // Whoever deleted it, its tag went with it.
            _tags = _tags.Remove(tag);
            return WriteResult.Done;
        }

        return result.Status is WriteStatus.Unclear or WriteStatus.Throttled
            ? result
            : await PutBackAsync(tag, image, current, result, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<WriteResult> DeleteRepositoryAsync(CancellationToken cancellationToken)
    {
        var response = await _api.ChangeAsync(
                HttpMethod.Delete,
                await PathAsync(cancellationToken).ConfigureAwait(false),
                cancellationToken
            )
            .ConfigureAwait(false);
        if (response.IsSuccess)
        {
            return WriteResult.Done;
        }

        // A token without the role gets 404 too.
        var result = GitHubWriteRefusal.Of(response, _api.Token, _package, DeleteScope, Now);
        return result.Status == WriteStatus.Gone && (await ListAsync(cancellationToken).ConfigureAwait(false)).Exists
            ? new WriteResult(
                WriteStatus.Impossible,
                $"{result.Text} It exists, though. {GitHubWriteRefusal.Permission(response, _api.Token, _package, DeleteScope)}"
            )
            : result;
    }

    /// <inheritdoc/>
    public async Task<WriteResult> RestoreRepositoryAsync(CancellationToken cancellationToken)
    {
        var response = await _api.ChangeAsync(
                HttpMethod.Post,
                $"{await PathAsync(cancellationToken).ConfigureAwait(false)}/restore",
                cancellationToken
            )
            .ConfigureAwait(false);
        return response.IsSuccess ? WriteResult.Done : Explained(GitHubWriteRefusal.Of(response, _api.Token, _package, WriteScope, Now));
    }

    /// <inheritdoc/>
    public async Task<WriteResult> RestoreAsync(SavedManifest manifest, CancellationToken cancellationToken)
    {
        if (manifest.Target.VersionId is not { } id)
        {
            return new WriteResult(WriteStatus.Refused, "The journal has no version id for it.");
        }

        var response = await _api.ChangeAsync(
                HttpMethod.Post,
                $"{await VersionPathAsync(id, cancellationToken).ConfigureAwait(false)}/restore",
                cancellationToken
            )
            .ConfigureAwait(false);
        if (response.IsSuccess)
        {
            return WriteResult.Done;
        }

        var result = GitHubWriteRefusal.Of(response, _api.Token, _package, WriteScope, Now);
        return
            result.Status is WriteStatus.Gone or WriteStatus.Refused
            && await _store.ExistsAsync(manifest.Target.Digest, cancellationToken).ConfigureAwait(false)
            ? new WriteResult(WriteStatus.Done, "It exists.")
            : Explained(result);
    }

    /// <inheritdoc/>
    public async Task<WriteResult> TagAsync(string tag, SavedManifest manifest, CancellationToken cancellationToken)
    {
        var current = await _store.FindTagAsync(tag, cancellationToken).ConfigureAwait(false);
        if (current == manifest.Target.Digest)
        {
            return WriteResult.Done;
        }

        if (current is not null && !await IsPlaceholderAsync(current, tag, manifest.Target.Digest, cancellationToken).ConfigureAwait(false))
        {
            return Moved(current);
        }

        var put = await _store.PutAsync(tag, manifest.Target.MediaType, manifest.Body, cancellationToken).ConfigureAwait(false);
        if (put.Status == WriteStatus.Done && current is not null)
        {
            await DropPlaceholderAsync(current, tag, cancellationToken).ConfigureAwait(false);
        }

        return put;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> SweepAsync(IReadOnlyCollection<ManifestRecord> deleted, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_cache.IsValueCreated)
        {
            _cache.Value?.Dispose();
        }

        _watch.Dispose();
        _families.Dispose();
        _api.Dispose();
        _registry.Dispose();
        return ValueTask.CompletedTask;
    }

    private static WriteResult Explained(WriteResult result) =>
        result.Status is WriteStatus.Gone or WriteStatus.Refused
            ? new WriteResult(WriteStatus.Refused, $"{result.Text} {RestoreRules}")
            : result;

    private async Task<string> PathAsync(CancellationToken cancellationToken) =>
        $"{await _families.FindAsync(_package.Owner, _package, cancellationToken).ConfigureAwait(false)}"
        + $"/packages/container/{_package.Escaped}";

    private async Task<string> VersionPathAsync(long id, CancellationToken cancellationToken) =>
        $"{await PathAsync(cancellationToken).ConfigureAwait(false)}/versions/{id.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The version of a manifest as it is now; null where it is gone.</summary>
    /// <exception cref="RegistryException">GitHub does not show it, or shows something else.</exception>
    internal async Task<PackageVersion?> FindVersionAsync(ManifestTarget target, CancellationToken cancellationToken)
    {
        var id = IdOf(target);
        var response = await _api.GetAsync(await VersionPathAsync(id, cancellationToken).ConfigureAwait(false), null, cancellationToken)
            .ConfigureAwait(false);
        if (response.Status == HttpStatusCode.NotFound)
        {
            return null;
        }

        if (response.Status != HttpStatusCode.OK)
        {
            throw GitHubFailure.Of(response, _api.Token, _package.Owner, _package.Name);
        }

        return Same(target, id, GitHubPages.SingleVersion(response));
    }

    private static long IdOf(ManifestTarget target) =>
        target.VersionId ?? throw new RegistryException($"The plan has no version id for {target.Digest}.");

    private static PackageVersion Same(ManifestTarget target, long id, PackageVersion version) =>
        version.Id == id && version.Digest == target.Digest
            ? version
            : throw new RegistryException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"GitHub's version {id} is {version.Digest}, but the plan says {target.Digest}."
                )
            );

    private static WriteResult Moved(string current) => new(WriteStatus.Moved, $"The tag now points to {current}.");

    private async Task<bool> IsPlaceholderAsync(string digest, string tag, string image, CancellationToken cancellationToken) =>
        await _store.ReadAsync(digest, cancellationToken).ConfigureAwait(false) is { } found && Placeholder.Is(found.Body, tag, image);

    /// <summary>Deletes a placeholder that the tag has left: if that fails, it is an untagged leftover that says what it is.</summary>
    private async Task DropPlaceholderAsync(string digest, string tag, CancellationToken cancellationToken)
    {
        try
        {
            await DeletePlaceholderAsync(digest, tag, cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException)
        {
            // The tag is where it belongs.
        }
    }

    private async Task<WriteResult> DeletePlaceholderAsync(string digest, string tag, CancellationToken cancellationToken)
    {
        var newest = await _watch
            .NewestAsync(await PathAsync(cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);

        // One of an earlier run may be behind what was pushed since; then it was listed when this one began.
        var version = newest.FirstOrDefault(version => version.Digest == digest)
            ?? (
                _listed.TryGetValue(digest, out var id)
                    ? await FindVersionAsync(new ManifestTarget(digest, [], "", id), cancellationToken).ConfigureAwait(false)
                    : null
            );
        if (version is null)
        {
            // The list is late now and then.
            return new WriteResult(WriteStatus.Unclear, "GitHub does not list the placeholder yet.");
        }

        return version.Tags.Any(other => other != tag)
            ? new WriteResult(WriteStatus.Refused, "Somebody has tagged the placeholder.")
            : await DeleteAsync(new ManifestTarget(digest, version.Tags, "", version.Id), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The tag goes back to its image, so that it never stays on something
    /// empty, unless somebody gave it to another one meanwhile.</summary>
    private async Task<WriteResult> PutBackAsync(
        string tag,
        SavedManifest image,
        string placeholder,
        WriteResult why,
        CancellationToken cancellationToken
    )
    {
        var current = await _store.FindTagAsync(tag, cancellationToken).ConfigureAwait(false);
        if (current is not null && current != placeholder && current != image.Target.Digest)
        {
            return why with { Status = WriteStatus.Moved, Text = $"{why.Text} {Moved(current).Text}" };
        }

        var put = await _store.PutAsync(tag, image.Target.MediaType, image.Body, cancellationToken).ConfigureAwait(false);
        if (put.Status == WriteStatus.Done && why.Status == WriteStatus.Retained)
        {
            await DropPlaceholderAsync(placeholder, tag, cancellationToken).ConfigureAwait(false);
        }

        return put.Status == WriteStatus.Done
            ? why with
            {
                Status = why.Status == WriteStatus.Retained ? WriteStatus.Retained : WriteStatus.Undone,
                Text = $"{why.Text} The tag was put back.",
            }
            : new WriteResult(
                WriteStatus.Refused,
                $"{why.Text} The tag could not be put back and leads to an empty placeholder: {put.Text}"
            );
    }
}
