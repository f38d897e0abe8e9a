using System.Collections.Concurrent;
using System.Net;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Caching;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Distribution;
using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Providers.Oci;

/// <summary>Changes one repository by the distribution API (OCI distribution-spec 1.1, "Content Management"). Thread-safe.</summary>
internal sealed class OciWriter : IRegistryWriter
{
    /// <summary>How long a registry that refused to take a tag off is taken for one that does: it may be updated.</summary>
    internal static readonly TimeSpan RefusalLife = TimeSpan.FromDays(7);

    private const int MaxConcurrency = 8;
    private const string NoUntag = "This registry cannot untag an image without deleting it, so nothing was done.";

    private readonly OciConnection _connection;
    private readonly RegistryHttp _http;
    private readonly ManifestStore _store;
    private readonly TagWatch _watch;
    private readonly string _served;
    private readonly Lazy<ManifestCache?> _cache;
    private readonly ConcurrentDictionary<string, bool> _asked = new(StringComparer.Ordinal);
    private volatile string? _untagImpossible;

    /// <exception cref="RegistryException">It is not the name of a repository.</exception>
    internal OciWriter(OciConnection connection, string repository)
    {
        _connection = connection;
        _served = OciNames.Served(connection.Endpoint.Base.IdnHost, repository);
        if (!OciNames.IsRepository(_served))
        {
            throw new RegistryException($"'{Redaction.Show(repository)}' is not a repository name.");
        }

        _http = connection.For(_served);
        var concurrency = Math.Clamp(connection.Options.Concurrency, 1, MaxConcurrency);
        Traits = new WriterTraits { Concurrency = concurrency, ReadConcurrency = concurrency };
        _cache = connection.Options.OpenCache();
        _store = new ManifestStore(_http, connection.Endpoint, _served, connection.Options.Clock, () => _cache.Value);
        _watch = new TagWatch(_http, connection.Endpoint, _served, _store, Traits.Concurrency, connection.Options.Clock);
    }

    /// <inheritdoc/>
    public WriterTraits Traits { get; }

    private DateTimeOffset Now => _connection.Options.Clock.GetUtcNow();

    /// <inheritdoc/>
    public ValueTask EnterAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async Task<RepositoryListing> ListAsync(CancellationToken cancellationToken) =>
        new() { Tags = await _watch.ListAsync(cancellationToken).ConfigureAwait(false) };

    /// <inheritdoc/>
    public async Task<IReadOnlySet<string>> FindPresentAsync(IReadOnlyCollection<string> digests, CancellationToken cancellationToken)
    {
        var present = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Traits.Concurrency, CancellationToken = cancellationToken };
        await Parallel
            .ForEachAsync(digests, parallel, async (digest, token) =>
            {
                // One that cannot be asked for was not read either, and nothing deleted it.
                if (!OciNames.IsReadable(digest) || await _store.ExistsAsync(digest, token).ConfigureAwait(false))
                {
                    present[digest] = true;
                }
            })
            .ConfigureAwait(false);
        return present.Keys.ToHashSet(StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public async Task<ManifestLook> LookAsync(
        ManifestTarget target,
        IReadOnlyCollection<string> departed,
        CancellationToken cancellationToken
    )
    {
        // Tags are what people move, so they are looked at last. One that leads to the manifest shows that it is there.
        var returned = await _store.ReturnedAsync(departed, cancellationToken).ConfigureAwait(false);
        var exists = target.Tags.IsEmpty && await _store.ExistsAsync(target.Digest, cancellationToken).ConfigureAwait(false);
        var (tags, arrivals) = await _watch.LookAsync(target.Digest, target.Tags, cancellationToken).ConfigureAwait(false);
        exists |= tags.Intersect(target.Tags, StringComparer.Ordinal).Any();
        if (!exists && !target.Tags.IsEmpty && (exists = await _store.ExistsAsync(target.Digest, cancellationToken).ConfigureAwait(false)))
        {
            (tags, arrivals) = await _watch.LookAsync(target.Digest, target.Tags, cancellationToken).ConfigureAwait(false);
        }

        return new ManifestLook(exists, tags, arrivals.AddRange(returned));
    }

    /// <inheritdoc/>
    public async Task<SavedManifest?> ReadAsync(ManifestTarget target, CancellationToken cancellationToken) =>
        await _store.ReadAsync(target.Digest, cancellationToken).ConfigureAwait(false) is { } found
            ? new SavedManifest(target with { MediaType = found.MediaType ?? target.MediaType }, found.Body)
            : null;

    /// <inheritdoc/>
    public async Task<WriteResult> DeleteAsync(ManifestTarget target, CancellationToken cancellationToken)
    {
        var response = await SendDeleteAsync(target.Digest, cancellationToken).ConfigureAwait(false);
        return TaggedDeletion.IsAskedFor(response) && target.Tags.Length > 0
            ? await new TaggedDeletion(this, _store, DeleteReferenceAsync).DeleteAsync(target, cancellationToken).ConfigureAwait(false)
            : await MeaningAsync(response, target.Digest, "delete", cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<WriteResult> UntagAsync(string tag, SavedManifest image, Action<string> announce, CancellationToken cancellationToken)
    {
        if (_untagImpossible is { } impossible)
        {
            return new WriteResult(WriteStatus.Retained, impossible);
        }

        if (await _store.FindTagAsync(tag, cancellationToken).ConfigureAwait(false) is not { } current)
        {
            // Asked before, with an answer that was lost: it may have taken the image along.
            return _asked.ContainsKey(tag) ? await SettleAsync(WriteResult.Gone).ConfigureAwait(false) : WriteResult.Gone;
        }

        if (current != image.Target.Digest)
        {
            return Moved(current);
        }

        _asked[tag] = true;
        var response = await SendDeleteAsync(tag, cancellationToken).ConfigureAwait(false);
        if (WriteRefusal.IsLocked(response))
        {
            return WriteRefusal.Of(response, _http, "untag", Now, _connection.Endpoint.Vendor);
        }

        if (response.Status is HttpStatusCode.MethodNotAllowed or HttpStatusCode.BadRequest)
        {
            _untagImpossible = $"The previous tag was refused. {NoUntag}";
            RememberRefusal();
            return new WriteResult(WriteStatus.Retained, $"{_http.Failure(response, "untag").Message} {NoUntag}");
        }

        if (response.IsSuccess)
        {
            return await SettleAsync(WriteResult.Done).ConfigureAwait(false);
        }

        if (response.Status != HttpStatusCode.NotFound)
        {
            return WriteRefusal.Of(response, _http, "untag", Now, _connection.Endpoint.Vendor);
        }

        return await _store.FindTagAsync(tag, cancellationToken).ConfigureAwait(false) is not { } left
                ? await SettleAsync(WriteResult.Gone).ConfigureAwait(false)
            : left == image.Target.Digest ? NotOffered(response, "untag")
            : Moved(left);

        async Task<WriteResult> SettleAsync(WriteResult result)
        {
            _watch.Note(tag, null);
            return await _store.ExistsAsync(image.Target.Digest, cancellationToken).ConfigureAwait(false)
                ? result
                : await PutBackAsync(image, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task<WriteResult> DeleteRepositoryAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new WriteResult(WriteStatus.Impossible, "The distribution API cannot delete a repository as a whole."));

    /// <inheritdoc/>
    public Task<WriteResult> RestoreRepositoryAsync(CancellationToken cancellationToken) => DeleteRepositoryAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<WriteResult> RestoreAsync(SavedManifest manifest, CancellationToken cancellationToken) =>
        _store.PutAsync(manifest.Target.Digest, manifest.Target.MediaType, manifest.Body, cancellationToken);

    /// <inheritdoc/>
    public async Task<WriteResult> TagAsync(string tag, SavedManifest manifest, CancellationToken cancellationToken)
    {
        if (await _store.FindTagAsync(tag, cancellationToken).ConfigureAwait(false) is { } current)
        {
            return current == manifest.Target.Digest ? WriteResult.Done : Moved(current);
        }

        var result = await _store.PutAsync(tag, manifest.Target.MediaType, manifest.Body, cancellationToken).ConfigureAwait(false);
        if (result.Status == WriteStatus.Done)
        {
            _watch.Note(tag, manifest.Target.Digest);
        }

        return result;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> SweepAsync(IReadOnlyCollection<ManifestRecord> deleted, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>(
            deleted.Count > 0 ? ["The registry frees the space of deleted images by its own garbage collection."] : []
        );

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_cache.IsValueCreated)
        {
            _cache.Value?.Dispose();
        }

        _watch.Dispose();
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<RegistryResponse> SendDeleteAsync(string reference, CancellationToken cancellationToken) =>
        _http.SendAsync(OciRequests.Delete(_connection.Endpoint, _served, reference), cancellationToken);

    private async Task<WriteResult> DeleteReferenceAsync(string reference, string action, CancellationToken cancellationToken) =>
        await MeaningAsync(await SendDeleteAsync(reference, cancellationToken).ConfigureAwait(false), reference, action, cancellationToken)
            .ConfigureAwait(false);

    /// <summary>What the answer to a deletion means.</summary>
    private async Task<WriteResult> MeaningAsync(
        RegistryResponse response,
        string reference,
        string action,
        CancellationToken cancellationToken
    ) =>
        response.IsSuccess ? WriteResult.Done
        : response.Status != HttpStatusCode.NotFound ? WriteRefusal.Of(response, _http, action, Now, _connection.Endpoint.Vendor)
        : (
            OciNames.IsTag(reference)
                ? await _store.FindTagAsync(reference, cancellationToken).ConfigureAwait(false) is not null
                : await _store.ExistsAsync(reference, cancellationToken).ConfigureAwait(false)
        )
            ? NotOffered(response, action)
        : WriteResult.Gone;

    private static WriteResult Moved(string digest) => new(WriteStatus.Moved, $"The tag now points to {digest}.");

    /// <summary>So that the next plans do not promise it.</summary>
    private void RememberRefusal()
    {
        var refusals = _connection.Options.OpenUntagRefusals();
        refusals.Note(_connection.Endpoint.Base.Authority, Now);
        refusals.Save();
    }

    /// <summary>A registry or proxy that does not route deletions, or hides that
    /// a permission is missing, answers as if there were nothing.</summary>
    private WriteResult NotOffered(RegistryResponse response, string action) =>
        new(
            WriteStatus.Impossible,
            $"{_http.Failure(response, action).Message} It exists, though: the registry "
                + $"does not allow deletion, or not with these credentials."
        );

    /// <summary>Some registries delete the image with a tag, against the
    /// specification: its bytes are at hand, so it comes back at once.</summary>
    private async Task<WriteResult> PutBackAsync(SavedManifest image, CancellationToken cancellationToken)
    {
        var result = await RestoreAsync(image, cancellationToken).ConfigureAwait(false);
        foreach (var tag in image.Target.Tags)
        {
            result = result.Status is WriteStatus.Done or WriteStatus.Moved
                ? await TagAsync(tag, image, cancellationToken).ConfigureAwait(false)
                : result;
        }

        _untagImpossible = $"This registry deletes the whole image with a tag. {NoUntag}";
        RememberRefusal();
        return result.Status is WriteStatus.Done or WriteStatus.Moved
            ? new WriteResult(WriteStatus.Retained, $"{_untagImpossible} The image was put back with all its tags.")
            : new WriteResult(WriteStatus.Unknown, $"{_untagImpossible} The image could not be put back: {result.Text} Use 'restore'.");
    }
}
