using System.Collections.Concurrent;
using System.Collections.Immutable;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Distribution;
using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Providers.Oci;

/// <summary>
/// Sees tags that come or move while manifests are deleted. Which tags there are is one request, and where each leads is one more;
/// so tags are listed before each deletion, and new ones and those of the image are looked up, but all of them only every
/// <see cref="Pause"/>, and for at most half of the time; up to <see cref="FewTags"/> each time. Deletions that wait for a look share
/// the next one. Thread-safe.
/// </summary>
/// <remarks>
/// So a new tag is seen before the next deletion, and so is any change of a tag that the image to be deleted had. Another tag that is
/// moved onto an image that is deleted is seen within <see cref="Pause"/>, or within twice as long as looking all tags up takes: not
/// before, as registries cannot be asked which tags lead to an image.
/// </remarks>
internal sealed class TagWatch(
    RegistryHttp http,
    RegistryEndpoint endpoint,
    string repository,
    ManifestStore store,
    int concurrency,
    TimeProvider clock
) : IDisposable
{
    /// <summary>So many tags are all looked up before each deletion.</summary>
    internal const int FewTags = 32;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Lock _joining = new();
    private TagTable _tags = new();
    private ImmutableArray<Arrival> _arrivals = [];
    private DateTimeOffset _due;
    private SharedLook? _next;

    /// <summary>Lists all tags, with what each leads to. Those that lead to nothing are left out.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> ListAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var tags = new TagTable();
            foreach (
                var (tag, digest) in await LookUpAsync(await NamesAsync(cancellationToken).ConfigureAwait(false), cancellationToken)
                    .ConfigureAwait(false)
            )
            {
                tags.Set(tag, digest);
            }

            (_tags, _arrivals, _due) = (tags, [], DateTimeOffset.MinValue);
            return _tags.Copy();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Looks at the tags again, by requests that are sent after this is called.</summary>
    /// <param name="digest">The manifest to be deleted.</param>
    /// <param name="own">Tags that are looked up in any case.</param>
    /// <returns>Which tags lead to it now, as far as it was looked at, and what came since the listing.</returns>
    internal async Task<(ImmutableArray<string> Tags, ImmutableArray<Arrival> Arrivals)> LookAsync(
        string digest,
        ImmutableArray<string> own,
        CancellationToken cancellationToken
    )
    {
        var look = Join(own);
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Whoever comes first looks for all that wait. Where that fails, or is cancelled, the next of them does.
            if (!look.IsDone)
            {
                Close(look);
                await LookAsync(look.Own, cancellationToken).ConfigureAwait(false);
                look.IsDone = true;
            }

            return ([.. _tags.TagsOf(digest)], _arrivals);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Forgets a tag, or notes one that was put there: what this program does itself is not an arrival.</summary>
    internal void Note(string tag, string? digest)
    {
        _gate.Wait();
        _tags.Set(tag, digest);
        _gate.Release();
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    /// <summary>The look that is not begun yet.</summary>
    private SharedLook Join(ImmutableArray<string> own)
    {
        lock (_joining)
        {
            _next ??= new SharedLook();
            _next.Own.UnionWith(own);
            return _next;
        }
    }

    /// <summary>Nobody joins a look that is begun: it may not see what came before.</summary>
    private void Close(SharedLook look)
    {
        lock (_joining)
        {
            _next = _next == look ? null : _next;
        }
    }

    private async Task LookAsync(HashSet<string> own, CancellationToken cancellationToken)
    {
        var names = await NamesAsync(cancellationToken).ConfigureAwait(false);
        var start = clock.GetUtcNow();
        var all = names.Count <= FewTags || start >= _due;
        var asked = all ? names : [.. names.Where(name => _tags.Find(name) is null || own.Contains(name))];
        var found = await LookUpAsync(asked, cancellationToken).ConfigureAwait(false);
        _tags.Retain(names);
        foreach (var tag in asked.Where(tag => !found.ContainsKey(tag)))
        {
            _tags.Set(tag, null);
        }

        foreach (
            var (tag, digest) in found.OrderBy(pair => pair.Key, StringComparer.Ordinal).Where(pair => _tags.Find(pair.Key) != pair.Value)
        )
        {
            _arrivals = _arrivals.Add(await store.ArrivalAsync(digest, tag, cancellationToken).ConfigureAwait(false));
            _tags.Set(tag, digest);
        }

        if (all)
        {
            // From its start, when the first tag was looked up.
            var took = clock.GetUtcNow() - start;
            _due = start + (2 * took > Pause ? 2 * took : Pause);
        }
    }

    private async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await NameList
                .ReadAsync(http, OciRequests.Tags(endpoint, repository), "tags", OciNames.IsTag, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (RegistryException e) when (e.Status == System.Net.HttpStatusCode.NotFound)
        {
            // Registries forget a repository with its last tag.
            return [];
        }
    }

    private async Task<Dictionary<string, string>> LookUpAsync(IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        var found = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken };
        await Parallel
            .ForEachAsync(tags, parallel, async (tag, token) =>
            {
                if (await store.FindTagAsync(tag, token).ConfigureAwait(false) is { } digest)
                {
                    found[tag] = digest;
                }
            })
            .ConfigureAwait(false);
        return new(found, StringComparer.Ordinal);
    }

    /// <summary>A look for all deletions that wait for one.</summary>
    private sealed class SharedLook
    {
        internal HashSet<string> Own { get; } = new(StringComparer.Ordinal);

        internal bool IsDone { get; set; }
    }
}
