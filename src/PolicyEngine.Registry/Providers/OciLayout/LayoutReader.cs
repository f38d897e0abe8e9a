using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Distribution;
using PolicyEngine.Registry.Manifests;

namespace PolicyEngine.Registry.Providers.OciLayout;

/// <summary>Reads the manifests of one layout, once: those that <c>index.json</c> leads to, and those that nothing leads to.</summary>
/// <remarks>Files are read side by side, a generation at a time, so that what comes out does not hang on their order.</remarks>
internal sealed class LayoutReader(
    LayoutDirectory directory,
    ImmutableArray<DescriptorRecord> entries,
    string repository,
    RegistryOptions options,
    bool needsProvenance
)
{
    private const int MaxConcurrency = 8;

    private readonly ConcurrentDictionary<string, ManifestRecord> _read = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _missing = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _problems = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _announced = new(StringComparer.Ordinal);
    private readonly MaterialLimits _materials = new();
    private int _files;

    /// <summary>Reads, and gives the manifests to the sink in the order of their digests.</summary>
    public async Task<RepositoryInfo> ReadAsync(RepositoryInfo info, IManifestSink sink, CancellationToken cancellationToken)
    {
        if (directory.Exists("manifest.json"))
        {
            _problems.TryAdd("The layout also is a 'docker save' archive: its 'manifest.json' uses blobs that no manifest lists.", 0);
        }

        await FollowAsync(entries, cancellationToken).ConfigureAwait(false);
        if (entries.Length > 0 && _read.IsEmpty && _problems.IsEmpty)
        {
            // One that is missing was lost; where all are, the blobs are elsewhere.
            _problems.TryAdd("Nothing that 'index.json' lists is in 'blobs'.", 0);
        }

        await SweepAsync(cancellationToken).ConfigureAwait(false);

        var tags = Tags();
        var blobs = _read.Values.SelectMany(LayoutBlobs.UsedBy).ToHashSet(StringComparer.Ordinal);
        foreach (var record in _read.Values.OrderBy(record => record.Digest, StringComparer.Ordinal))
        {
            // A manifest that another one has for a blob cannot go without breaking it.
            sink.Add(_materials.Apply(record) with { Tags = [.. tags[record.Digest]], Locked = blobs.Contains(record.Digest) });
        }

        var problems = _problems.Keys.Order(StringComparer.Ordinal).ToList();
        return info with
        {
            Complete = problems.Count == 0,
            Reason = problems.Count > 1 ? $"{problems[0]} ({problems.Count - 1} more)" : problems.FirstOrDefault(),
            DanglingTags =
            [
                .. tags.Where(group => _missing.ContainsKey(group.Key)).SelectMany(group => group).Order(StringComparer.Ordinal),
            ],
        };
    }

    /// <summary>The tags by digest. One that stands for two digests is a problem, since nobody knows which of them it keeps.</summary>
    private ILookup<string, string> Tags()
    {
        var tags = entries
            .Select(entry => (Tag: RefName.TagOf(entry.Annotations.GetValueOrDefault(RefName.Annotation)), entry.Digest))
            .Where(pair => pair.Tag is not null)
            .Distinct()
            .OrderBy(pair => pair.Tag, StringComparer.Ordinal)
            .ToList();
        foreach (var group in tags.GroupBy(pair => pair.Tag, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            _problems.TryAdd($"'index.json' gives the tag '{group.Key}' to {group.Count()} digests.", 0);
        }

        return tags.ToLookup(pair => pair.Digest, pair => pair.Tag!, StringComparer.Ordinal);
    }

    /// <summary>Reads the manifests that descriptors lead to, by entries of indexes and by subjects, each once.</summary>
    private async Task FollowAsync(IEnumerable<DescriptorRecord> descriptors, CancellationToken cancellationToken)
    {
        var generation = Announce(descriptors);
        while (generation.Count > 0)
        {
            var next = new ConcurrentBag<DescriptorRecord>();
            await EachAsync(
                    generation,
                    async (digest, token) =>
                    {
                        if (await ReadManifestAsync(digest, _announced[digest], token).ConfigureAwait(false) is { } record)
                        {
                            LinksOf(record).ToList().ForEach(next.Add);
                        }
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
            generation = Announce(next);
        }
    }

    /// <summary>What a manifest leads to. An index may have blobs among its
    /// entries (BuildKit's cache exports), which are not manifests.</summary>
    private static IEnumerable<DescriptorRecord> LinksOf(ManifestRecord record)
    {
        var children = (record.Manifests ?? []).Where(ManifestReader.IsManifest);
        return record.Subject is { } subject ? children.Append(new DescriptorRecord { Digest = subject }) : children;
    }

    /// <summary>Notes descriptors, and gives the digests that are new.</summary>
    private List<string> Announce(IEnumerable<DescriptorRecord> descriptors)
    {
        var fresh = new HashSet<string>(StringComparer.Ordinal);
        foreach (var descriptor in descriptors)
        {
            if (!_announced.TryGetValue(descriptor.Digest, out var known))
            {
                fresh.Add(descriptor.Digest);
                _announced[descriptor.Digest] = descriptor.MediaType;
            }
            else if (descriptor.MediaType is not null && !MediaTypes.AreSame(known, descriptor.MediaType))
            {
                Recheck(descriptor, known, fresh);
            }
        }

        return [.. fresh.Order(StringComparer.Ordinal)];
    }

    /// <summary>A second descriptor gives another type: only a document that
    /// was announced without any, and says so itself, is clear.</summary>
    private void Recheck(DescriptorRecord descriptor, string? known, HashSet<string> fresh)
    {
        if (
            known is null
            && (
                fresh.Contains(descriptor.Digest)
                || !_read.TryGetValue(descriptor.Digest, out var record)
                || MediaTypes.AreSame(record.MediaType, descriptor.MediaType)
            )
        )
        {
            _announced[descriptor.Digest] = descriptor.MediaType;
            return;
        }

        _problems.TryAdd($"'{LayoutDirectory.BlobPath(descriptor.Digest)}' is listed under two media types.", 0);
    }

    private async Task<ManifestRecord?> ReadManifestAsync(string digest, string? mediaType, CancellationToken cancellationToken)
    {
        var path = LayoutDirectory.BlobPath(digest);
        if (await directory.ReadAsync(path, cancellationToken).ConfigureAwait(false) is not { } body)
        {
            _missing.TryAdd(digest, 0);
            return null;
        }

        RequireMatch(DigestVerifier.VerifyManifest(digest, body), path);
        return await AddAsync(digest, mediaType, path, body, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ManifestRecord> AddAsync(
        string digest,
        string? mediaType,
        string path,
        byte[] body,
        CancellationToken cancellationToken
    )
    {
        ManifestRecord record;
        try
        {
            record = ManifestReader.Read(digest, mediaType, body);
        }
        catch (ManifestFormatException e)
        {
            throw new LayoutException($"'{path}' cannot be understood: {e.Message}", e);
        }

        // It is known from here on, even where its config turns out to be broken: so users see it.
        _read[digest] = record;
        record = await DocumentSource.WithConfigAsync(record, config => ReadConfigAsync(config, cancellationToken)).ConfigureAwait(false);
        if (needsProvenance)
        {
            record = await DocumentSource
                .WithMaterialsAsync(record, blob => ReadMaterialsAsync(blob, cancellationToken))
                .ConfigureAwait(false);
        }

        record = _materials.Count(record);
        _read[digest] = record;
        options.Progress?.Invoke(new ReadProgress(repository, repository, Volatile.Read(ref _files), _read.Count));
        return record;
    }

    private async Task<IReadOnlyList<string>?> ReadMaterialsAsync(string digest, CancellationToken cancellationToken)
    {
        var path = LayoutDirectory.BlobPath(digest);
        try
        {
            if (await directory.ReadAsync(path, cancellationToken).ConfigureAwait(false) is not { } body)
            {
                return [];
            }

            RequireMatch(DigestVerifier.Verify(digest, body), path);
            return ProvenanceReader.ReadMaterials(body);
        }
        catch (LayoutException e) when (e.IsTooLarge)
        {
            return null;
        }
    }

    private async Task<ImageConfig?> ReadConfigAsync(string digest, CancellationToken cancellationToken)
    {
        var path = LayoutDirectory.BlobPath(digest);
        if (await directory.ReadAsync(path, cancellationToken).ConfigureAwait(false) is not { } body)
        {
            return null;
        }

        RequireMatch(DigestVerifier.Verify(digest, body), path);
        try
        {
            return ManifestReader.ReadConfig(body);
        }
        catch (ManifestFormatException e)
        {
            throw new LayoutException($"'{path}' cannot be understood: {e.Message}", e);
        }
    }

    /// <summary>Reads the manifests that nothing leads to: leftovers, and referrers, which point at others.</summary>
    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (
            var algorithm in List("blobs").Where(name => !LayoutDirectory.Algorithms.Contains(name) && Digest.TryParse($"{name}:0", out _))
        )
        {
            if (List($"blobs/{algorithm}").Count > 0)
            {
                _problems.TryAdd($"The blobs of '{algorithm}' cannot be verified: the algorithm is unknown.", 0);
            }
        }

        var rest = LayoutDirectory
            .Algorithms.SelectMany(algorithm => List($"blobs/{algorithm}").Select(name => $"{algorithm}:{name}"))
            .Where(digest => Digest.TryParse(digest, out _) && !_announced.ContainsKey(digest))
            .ToList();
        var found = new ConcurrentBag<DescriptorRecord>();
        await EachAsync(
                rest,
                async (digest, token) =>
                {
                    if (await ReadLeftoverAsync(digest, token).ConfigureAwait(false) is { } record)
                    {
                        found.Add(new DescriptorRecord { Digest = digest });
                        LinksOf(record).ToList().ForEach(found.Add);
                    }
                },
                cancellationToken
            )
            .ConfigureAwait(false);

        // What they lead to has been read by the same sweep, or is missing, or says nothing of its type.
        foreach (var descriptor in found.Where(descriptor => _read.ContainsKey(descriptor.Digest)))
        {
            _announced.TryAdd(descriptor.Digest, null);
        }

        await FollowAsync(found, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a blob as a manifest if it is one. A blob above 8 MiB is
    /// none; one that might have been and is corrupt is a problem.</summary>
    private async Task<ManifestRecord?> ReadLeftoverAsync(string digest, CancellationToken cancellationToken)
    {
        var path = LayoutDirectory.BlobPath(digest);
        var head = await directory.PeekAsync(path, cancellationToken).ConfigureAwait(false);
        var start = head.AsSpan().IndexOfAnyExcept(" \t\r\n"u8);
        if (
            head is null
            || start < 0
            || head[start] != '{'
            || await directory.ReadAsync(path, cancellationToken).ConfigureAwait(false) is not { } body
        )
        {
            return null;
        }

        RequireMatch(DigestVerifier.VerifyManifest(digest, body), path);
        return LooksLikeManifest(body) ? await AddAsync(digest, null, path, body, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>Whether a document has the media type of a manifest, or a schema version and a member that only manifests have.</summary>
    private static bool LooksLikeManifest(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = ManifestLimits.MaxDepth });
            var root = document.RootElement;
            return root.ValueKind is JsonValueKind.Object
                && (
                    (
                        root.TryGetProperty("mediaType", out var type)
                        && type.ValueKind is JsonValueKind.String
                        && MediaTypes.IsManifest(type.GetString())
                    )
                    || (
                        root.TryGetProperty("schemaVersion", out var version)
                        && version.ValueKind is JsonValueKind.Number
                        && ManifestReader.Shapes.Any(shape => root.TryGetProperty(shape, out _))
                    )
                );
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static void RequireMatch(DigestCheck check, string path)
    {
        if (check is not DigestCheck.Match)
        {
            throw new LayoutException($"'{path}' is corrupt: its content has another digest.");
        }
    }

    private IReadOnlyList<string> List(string relative)
    {
        try
        {
            return directory.List(relative);
        }
        catch (LayoutException e)
        {
            _problems.TryAdd(e.Message, 0);
            return [];
        }
    }

    private Task EachAsync(IEnumerable<string> digests, Func<string, CancellationToken, Task> read, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            digests,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = Math.Clamp(options.Concurrency, 1, MaxConcurrency),
                CancellationToken = cancellationToken,
            },
            async (digest, token) =>
            {
                try
                {
                    Interlocked.Increment(ref _files);
                    await read(digest, token).ConfigureAwait(false);
                }
                catch (LayoutException e)
                {
                    _problems.TryAdd(e.Message, 0);
                }
            }
        );
}
