using System.Collections;
using System.Collections.Immutable;
using PolicyEngine.Snapshots;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>What is known of a package while it is read: its versions, what was read of them, and which ones an index lists. Thread-safe.</summary>
internal sealed class PackageReading
{
    private readonly Lock _gate = new();
    private readonly PackageVersion[] _versions;
    private readonly Dictionary<string, int> _byDigest;
    private readonly ManifestRecord?[] _records;
    private readonly DescriptorRecord?[] _claims;
    private readonly bool[] _gone;
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Queue<int> _hiding = new();
    private int _read;

    internal PackageReading(IReadOnlyList<PackageVersion> versions)
    {
        _versions = [.. versions];
        _byDigest = new Dictionary<string, int>(versions.Count, StringComparer.Ordinal);
        for (var i = 0; i < _versions.Length; i++)
        {
            _byDigest[_versions[i].Digest] = i;
        }

        _records = new ManifestRecord?[versions.Count];
        _claims = new DescriptorRecord?[versions.Count];
        _gone = new bool[versions.Count];
    }

    internal IReadOnlyList<PackageVersion> Versions => _versions;

    /// <summary>The number of manifests that were read.</summary>
    internal int ReadCount => Volatile.Read(ref _read);

    /// <summary>The digests of the versions that are listed and gone, in ordinal order.</summary>
    internal ImmutableArray<string> Gone => [.. _versions.Where((_, i) => _gone[i]).Select(v => v.Digest).Order(StringComparer.Ordinal)];

    internal int? Find(string digest) => _byDigest.TryGetValue(digest, out var version) ? version : null;

    /// <summary>Whether a version is still to be read, as far as anyone wants to.</summary>
    internal bool IsUnread(int version)
    {
        lock (_gate)
        {
            return _records[version] is null && !_gone[version];
        }
    }

    /// <summary>Whether an index that was read lists a version.</summary>
    internal bool IsClaimed(int version)
    {
        lock (_gate)
        {
            return _claims[version] is not null;
        }
    }

    /// <summary>Whether an index stands before most of its entries when the versions are sorted newest first; null where nothing tells.</summary>
    internal bool? IndexesAreNewer(Comparison<int> newestFirst)
    {
        var votes = 0;
        for (var i = 0; i < _versions.Length; i++)
        {
            foreach (var entry in _records[i]?.Manifests ?? [])
            {
                votes += _byDigest.TryGetValue(entry.Digest, out var child) && child != i ? newestFirst(i, child) < 0 ? 1 : -1 : 0;
            }
        }

        return votes == 0 ? null : votes > 0;
    }

    internal void PutGone(int version)
    {
        lock (_gate)
        {
            _gone[version] = true;
        }
    }

    /// <summary>Takes a manifest in, and with it the claims of an index.</summary>
    internal void Put(int version, ManifestRecord record)
    {
        lock (_gate)
        {
            _read++;
            _records[version] = Described(_versions[version], Shared(record));
            foreach (var entry in _records[version]!.Manifests ?? [])
            {
                if (!_byDigest.TryGetValue(entry.Digest, out var child))
                {
                    continue;
                }

                _claims[child] ??= entry;

                // Only what is known to have no entries of its own may stay unread.
                if (!MediaTypes.IsImageManifest(entry.MediaType) && !MediaTypes.IsArtifactManifest(entry.MediaType))
                {
                    _hiding.Enqueue(child);
                }
            }
        }
    }

    /// <summary>Takes the versions that may hide an index off the queue.</summary>
    internal IReadOnlyList<int> TakeHiding()
    {
        lock (_gate)
        {
            var taken = _hiding.Distinct().Where(v => _records[v] is null && !_gone[v]).ToArray();
            _hiding.Clear();
            return taken;
        }
    }

    /// <summary>
    /// Every version as a manifest, in the order of the listing; what was not read is marked so, and made when it is looked at, since most are
    /// never read. Not to be looked at while something is read.
    /// </summary>
    internal IReadOnlyCollection<ManifestRecord> Records() => new RecordView(this);

    private ManifestRecord Unread(int version) => Described(_versions[version], new ManifestRecord
    {
        Digest = _versions[version].Digest,
        Unread = true,
        MediaType = _claims[version]?.MediaType,
        ArtifactType = _claims[version]?.ArtifactType,
        Size = _claims[version]?.Size,
    });

    private static ManifestRecord Described(PackageVersion version, ManifestRecord record) => record with
    {
        VersionId = version.Id,
        PushedAt = version.CreatedAt,
        UpdatedAt = version.UpdatedAt,
        Tags = version.Tags,
    };

    /// <summary>Texts that come again and again are held once: a package of 100,000 versions names each digest twice.</summary>
    private ManifestRecord Shared(ManifestRecord record) => record with
    {
        Digest = Shared(record.Digest)!,
        MediaType = Shared(record.MediaType),
        Subject = Shared(record.Subject),
        Manifests = record.Manifests is { } entries ? [.. entries.Select(entry => entry with
        {
            Digest = Shared(entry.Digest)!,
            MediaType = Shared(entry.MediaType),
            Platform = Shared(entry.Platform),
            Annotations = Shared(entry.Annotations),
        })] : null,
    };

    private ImmutableSortedDictionary<string, string> Shared(ImmutableSortedDictionary<string, string> map) => map.IsEmpty
        ? ManifestRecord.NoValues
        : map.ToImmutableSortedDictionary(pair => Shared(pair.Key)!, pair => Shared(pair.Value)!, StringComparer.Ordinal);

    private string? Shared(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (_byDigest.TryGetValue(text, out var version))
        {
            return _versions[version].Digest;
        }

        if (_texts.TryGetValue(text, out var shared))
        {
            return shared;
        }

        // Only texts of low variety: media types, platforms, names of annotations.
        if (_texts.Count < 1024 && text.Length <= 128)
        {
            _texts[text] = text;
        }

        return text;
    }

    private sealed class RecordView(PackageReading reading) : IReadOnlyCollection<ManifestRecord>
    {
        public int Count => reading._versions.Length;

        public IEnumerator<ManifestRecord> GetEnumerator()
        {
            for (var i = 0; i < Count; i++)
            {
                yield return reading._records[i] ?? reading.Unread(i);
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
