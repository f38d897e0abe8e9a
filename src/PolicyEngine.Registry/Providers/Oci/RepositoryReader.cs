using System.Collections.Concurrent;
using System.Collections.Immutable;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Caching;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Distribution;
using PolicyEngine.Registry.Manifests;

namespace PolicyEngine.Registry.Providers.Oci;

/// <summary>
/// Reads a repository: its tags, then level by level what they lead to, until two listings of the tags agree.
/// </summary>
/// <remarks>
/// A level is read concurrently and whole before the next: images are two or three levels deep, so this costs next to nothing, always ends,
/// and needs no queue whose readers are its writers.
/// </remarks>
/// <param name="reading">What is known.</param>
/// <param name="cache">
/// Configs and manifests, by digest. Whether a manifest is there, only the registry knows.
/// </param>
/// <param name="named">Digests that are asked for although no tag may lead to them.</param>
/// <param name="needsProvenance">Whether the provenance of images is read as well.</param>
internal sealed class RepositoryReader(RepositoryReading reading, ManifestCache? cache, IEnumerable<string> named, bool needsProvenance)
{
    private const int Passes = 3;

    /// <summary>So many tags show whether the cache has most of what they lead to.</summary>
    private const int Sample = 8;
    private const int LevelLimit = 64;
    private readonly ManifestFetcher _fetcher = new(reading, cache);
    private readonly DocumentSource _documents = new(reading.Http, reading.Connection.Endpoint, reading.Served, cache);

    /// <summary>Each is read once, with a cache or without.</summary>
    private readonly ConcurrentDictionary<string, Lazy<Task<ImageConfig?>>> _configs = new(StringComparer.Ordinal);
    private readonly ImmutableSortedSet<string> _named = named.ToImmutableSortedSet(StringComparer.Ordinal);
    private readonly ReferrersFetcher _referrers = new(reading);

    /// <summary>Reads everything. What fails is noted in the reading.</summary>
    /// <exception cref="RegistryException">The tags cannot be listed.</exception>
    internal async Task ReadAsync(CancellationToken cancellationToken)
    {
        var tags = await ListTagsAsync(cancellationToken).ConfigureAwait(false);
        var unread = tags;
        for (var pass = 1; ; pass++)
        {
            await EachAsync([.. unread.Take(Sample)], ReadTagAsync, cancellationToken).ConfigureAwait(false);
            _fetcher.Weigh();
            await EachAsync([.. unread.Skip(Sample)], ReadTagAsync, cancellationToken).ConfigureAwait(false);
            foreach (var digest in _named)
            {
                reading.Claim(digest);
            }

            await ExpandAsync(cancellationToken).ConfigureAwait(false);
            if (reading.GivenUp)
            {
                return;
            }

            var again = await ListTagsAsync(cancellationToken).ConfigureAwait(false);
            if (again.SequenceEqual(tags, StringComparer.Ordinal))
            {
                break;
            }

            if (pass == Passes)
            {
                reading.Fail($"Its tags changed while it was read, {Passes} times in a row.");
                return;
            }

            reading.Log("the tags changed while they were read; reading what changed.");
            if (tags.Except(again, StringComparer.Ordinal).Any())
            {
                // What hung on a tag that is gone may be gone too, or hang on another now.
                reading.Clear();
                _fetcher.Forget();
                unread = again;
            }
            else
            {
                unread = [.. again.Except(tags, StringComparer.Ordinal)];
            }

            tags = again;
        }

        if (reading.AllDangling)
        {
            reading.Fail("None of its tags points to a manifest: the registry answers 404 for each of them.");
        }
    }

    private Task<IReadOnlyList<string>> ListTagsAsync(CancellationToken cancellationToken) =>
        NameList.ReadAsync(
            reading.Http,
            OciRequests.Tags(reading.Connection.Endpoint, reading.Served),
            "tags",
            OciNames.IsTag,
            cancellationToken
        );

    private async Task ReadTagAsync(string tag, CancellationToken cancellationToken)
    {
        if (await _fetcher.ByTagAsync(tag, cancellationToken).ConfigureAwait(false) is not { } record)
        {
            return;
        }

        reading.TagLeadsTo(tag, record.Digest);
        if (!reading.TryGet(record.Digest, out _))
        {
            reading.Put(record);
        }

        reading.Claim(record.Digest);
        if (OciNames.NamedDigest(tag) is { } subject)
        {
            reading.Claim(subject);
        }
    }

    private async Task ExpandAsync(CancellationToken cancellationToken)
    {
        for (var level = 0; reading.TakeFrontier() is { Count: > 0 } digests; level++)
        {
            if (level == LevelLimit)
            {
                reading.Fail($"Its manifests lead to each other over more than {LevelLimit} levels.");
                return;
            }

            await EachAsync(digests, ReadNodeAsync, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReadNodeAsync(string digest, CancellationToken cancellationToken)
    {
        if (!reading.TryGet(digest, out var record))
        {
            if (await _fetcher.ByDigestAsync(digest, cancellationToken).ConfigureAwait(false) is not { } read)
            {
                if (_named.Contains(digest))
                {
                    reading.NamedIsMissing(digest);
                }

                return;
            }

            record = read;
        }

        record = await DocumentSource
            .WithConfigAsync(record, config =>
                _configs.GetOrAdd(config, key => new(() => _documents.ReadConfigAsync(key, cancellationToken))).Value
            )
            .ConfigureAwait(false);
        if (needsProvenance)
        {
            record = await _documents.WithMaterialsAsync(record, cancellationToken).ConfigureAwait(false);
        }

        reading.Put(record);
        foreach (var entry in record.Manifests ?? [])
        {
            // Entries of another type are blobs (BuildKit's cache exports).
            if (MediaTypes.WithoutParameters(entry.MediaType) is null || MediaTypes.IsManifest(entry.MediaType))
            {
                reading.Claim(entry.Digest);
            }
        }

        if (record.Subject is { } subject)
        {
            // Nothing keeps a subject alive but itself; whether it is there decides whether its referrers are orphans.
            reading.Claim(subject);
        }

        await _referrers.FindAsync(digest, cancellationToken).ConfigureAwait(false);
    }

    private async Task EachAsync(
        IReadOnlyList<string> items,
        Func<string, CancellationToken, Task> read,
        CancellationToken cancellationToken
    )
    {
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = Math.Clamp(reading.Connection.Options.Concurrency, 1, 100),
            CancellationToken = cancellationToken,
        };
        await Parallel
            .ForEachAsync(items, parallel, async (item, token) =>
            {
                if (reading.GivenUp)
                {
                    return;
                }

                try
                {
                    await read(item, token).ConfigureAwait(false);
                }
                catch (RegistryException e)
                {
                    reading.Fail(e.Message);
                }
            })
            .ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
