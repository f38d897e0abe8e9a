using System.Collections.Concurrent;
using System.Collections.Immutable;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Distribution;
using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Providers.Oci;

/// <summary>
/// Sees tags that come or move while manifests are deleted. The list of tags is one request, and where each leads one more; so the list is read
/// before each deletion, and every tag is looked up again before the first one, then after as many deletions as a 32nd of their number or
/// after <see cref="Pause"/>, whatever comes first; but at most half of the time is spent on it. Thread-safe.
/// </summary>
/// <remarks>
/// So a new tag is seen before the next deletion, and so is any change of a tag that the image to be deleted had. Another tag that is moved onto
/// an image that is deleted is seen within <see cref="Pause"/>, or within as long as looking all tags up takes: not before, as registries cannot be asked which tags lead
/// to an image.
/// </remarks>
internal sealed class TagWatch(RegistryHttp http, RegistryEndpoint endpoint, string repository, ManifestStore store, int concurrency, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private const int LookUpsADeletion = 32;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private Dictionary<string, string> _tags = new(StringComparer.Ordinal);
    private ImmutableArray<Arrival> _arrivals = [];
    private int _looks;
    private DateTimeOffset _due;

    /// <summary>Lists all tags, with what each leads to. Those that lead to nothing are left out.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> ListAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _tags = await LookUpAsync(await NamesAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            (_arrivals, _looks, _due) = ([], 0, DateTimeOffset.MinValue);
            return _tags.ToDictionary(StringComparer.Ordinal);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Looks at the tags again.</summary>
    /// <param name="own">Tags that are looked up in any case.</param>
    /// <returns>Where tags lead now, as far as it was looked at, and what came since the listing.</returns>
    internal async Task<(IReadOnlyDictionary<string, string> Tags, ImmutableArray<Arrival> Arrivals)> LookAsync(ImmutableArray<string> own, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _looks++;
            var names = await NamesAsync(cancellationToken).ConfigureAwait(false);
            var start = clock.GetUtcNow();
            var all = _looks * LookUpsADeletion >= _tags.Count || start >= _due;
            var asked = all ? names : [.. names.Where(name => !_tags.ContainsKey(name) || own.Contains(name, StringComparer.Ordinal))];
            var found = await LookUpAsync(asked, cancellationToken).ConfigureAwait(false);
            foreach (var tag in asked.Where(tag => !found.ContainsKey(tag)).Concat(_tags.Keys.Except(names, StringComparer.Ordinal)).ToList())
            {
                _tags.Remove(tag);
            }

            foreach (var (tag, digest) in found.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                if (!_tags.TryGetValue(tag, out var known) || known != digest)
                {
                    _arrivals = _arrivals.Add(await store.ArrivalAsync(digest, tag, cancellationToken).ConfigureAwait(false));
                    _tags[tag] = digest;
                }
            }

            if (all)
            {
                var now = clock.GetUtcNow();
                (_looks, _due) = (0, now + (now - start > Pause ? now - start : Pause));
            }

            return (_tags.ToDictionary(StringComparer.Ordinal), _arrivals);
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
        if (digest is null)
        {
            _tags.Remove(tag);
        }
        else
        {
            _tags[tag] = digest;
        }

        _gate.Release();
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await NameList.ReadAsync(http, OciRequests.Tags(endpoint, repository), "tags", OciNames.IsTag, cancellationToken).ConfigureAwait(false);
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
        await Parallel.ForEachAsync(tags, parallel, async (tag, token) =>
        {
            if (await store.FindTagAsync(tag, token).ConfigureAwait(false) is { } digest)
            {
                found[tag] = digest;
            }
        }).ConfigureAwait(false);
        return new(found, StringComparer.Ordinal);
    }
}
