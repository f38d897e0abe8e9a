using System.Collections;
using System.Collections.Immutable;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Manifests;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>What is known of a package while it is read: its versions, what
/// was read of them, and which ones an index lists. Thread-safe.</summary>
internal sealed class PackageReading
{
    /// <summary>The most requests that are made to learn whether what is listed as the image of a platform is one: some seconds.</summary>
    internal const int MostDoubted = 1000;

    private readonly Lock _gate = new();
    private readonly ManifestPacking _packing = new();
    private readonly MaterialLimits _materials = new();
    private readonly byte[]?[] _records;
    private readonly Claim[] _claims;
    private readonly bool[] _gone;
    private readonly bool[] _dropped;
    private int _droppedCount;
    private readonly Queue<int> _hiding = new();
    private int _read;

    internal PackageReading(IReadOnlyList<PackageVersion> versions)
    {
        Versions = new VersionTable(versions);
        _records = new byte[]?[versions.Count];
        _claims = new Claim[versions.Count];
        _gone = new bool[versions.Count];
        _dropped = new bool[versions.Count];
    }

    internal VersionTable Versions { get; }

    /// <summary>The number of manifests that were read.</summary>
    internal int ReadCount => Volatile.Read(ref _read);

    /// <summary>The digests of the versions that are listed and gone, in ordinal order.</summary>
    internal ImmutableArray<string> Gone =>
        [.. Enumerable.Range(0, Versions.Count).Where(v => _gone[v]).Select(Versions.Digest).Order(StringComparer.Ordinal)];

    /// <summary>Whether a version is still to be read, as far as anyone wants to.</summary>
    internal bool IsUnread(int version)
    {
        lock (_gate)
        {
            return _records[version] is null && !_gone[version] && !_dropped[version];
        }
    }

    /// <summary>Whether an index that was read lists a version.</summary>
    internal bool IsClaimed(int version)
    {
        lock (_gate)
        {
            return _claims[version].IsMade;
        }
    }

    /// <summary>Whether an index stands before most of its entries when the
    /// versions are sorted newest first; null where nothing tells.</summary>
    internal bool? IndexesAreNewer(Comparison<int> newestFirst)
    {
        var votes = 0;
        for (var v = 0; v < _records.Length; v++)
        {
            foreach (var entry in _records[v] is null ? [] : Record(v).Manifests ?? [])
            {
                votes +=
                    Versions.Find(entry.Digest) is { } child && child != v
                        ? newestFirst(v, child) < 0
                            ? 1
                            : -1
                        : 0;
            }
        }

        return votes == 0 ? null : votes > 0;
    }

    /// <summary>Takes a version out that was deleted since it was listed.</summary>
    internal void Drop(int version)
    {
        lock (_gate)
        {
            (_gone[version], _dropped[version]) = (false, true);
            _droppedCount++;
        }
    }

    /// <summary>The versions without a manifest, the newest first.</summary>
    internal IReadOnlyList<int> GoneVersions() =>
        [
            .. Enumerable
                .Range(0, Versions.Count)
                .Where(v => _gone[v])
                .OrderByDescending(v => Versions.CreatedAt(v) ?? DateTimeOffset.MaxValue)
                .ThenBy(v => v),
        ];

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
            _records[version] = _packing.Pack(_materials.Count(record));
            foreach (var entry in record.Manifests ?? [])
            {
                if (Versions.Find(entry.Digest) is not { } child)
                {
                    continue;
                }

                var known = _claims[child];
                _claims[child] = known.IsMade
                    ? known with
                    {
                        HasPlatform = known.HasPlatform && entry.Platform is not null,
                    }
                    : new Claim(
                        true,
                        _packing.Share(entry.MediaType),
                        _packing.Share(entry.ArtifactType),
                        entry.Size,
                        entry.Platform is not null
                    );

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
            var taken = _hiding.Distinct().Where(v => _records[v] is null && !_gone[v] && !_dropped[v]).ToArray();
            _hiding.Clear();
            return taken;
        }
    }

    /// <summary>
    /// The unread versions that an index lists as images and that may be indexes all the same, and so need
    /// some of what would go: all of them where that takes few requests, or where an untagged version would
    /// go that nothing is known to list; else those listed without a platform, and those that are at hand.
    /// </summary>
    /// <param name="going">The versions that would go.</param>
    /// <param name="isAtHand">Whether reading a digest takes no request.</param>
    internal IReadOnlyList<int> FindDoubtful(IReadOnlyCollection<int> going, Func<string, bool> isAtHand)
    {
        lock (_gate)
        {
            int[] doubtful =
                going.Count == 0
                    ? []
                    :
                    [
                        .. Enumerable
                            .Range(0, Versions.Count)
                            .Where(v => _claims[v].IsMade && _records[v] is null && !_gone[v] && !_dropped[v]),
                    ];
            var all =
                going.Any(v => Versions.Tags(v).Length == 0 && !_claims[v].IsMade)
                || doubtful.Where(v => !isAtHand(Versions.Digest(v))).Take(MostDoubted + 1).Count() <= MostDoubted;
            return all ? doubtful : [.. doubtful.Where(v => !_claims[v].HasPlatform || isAtHand(Versions.Digest(v)))];
        }
    }

    /// <summary>
    /// Every version as a manifest, in the order of the listing; what was not read is marked so, and made
    /// when it is looked at, since most are never read. Not to be looked at while something is read.
    /// </summary>
    internal IReadOnlyCollection<ManifestRecord> Records() => new RecordView(this);

    private ManifestRecord Record(int version)
    {
        var digest = Versions.Digest(version);
        var claim = _claims[version];
        var record = _records[version] is { } packed
            ? _materials.Apply(_packing.Unpack(digest, packed))
            : new ManifestRecord
            {
                Digest = digest,
                Unread = true,
                MediaType = claim.MediaType,
                ArtifactType = claim.ArtifactType,
                Size = claim.Size,
            };
        return record with
        {
            VersionId = Versions.Id(version),
            PushedAt = Versions.CreatedAt(version),
            UpdatedAt = Versions.UpdatedAt(version),
            Tags = Versions.Tags(version),
        };
    }

    /// <summary>What the first index that lists a version says of it, and whether each that lists it states a platform.</summary>
    private readonly record struct Claim(bool IsMade, string? MediaType, string? ArtifactType, long? Size, bool HasPlatform);

    private sealed class RecordView(PackageReading reading) : IReadOnlyCollection<ManifestRecord>
    {
        public int Count => reading.Versions.Count - reading._droppedCount;

        public IEnumerator<ManifestRecord> GetEnumerator()
        {
            for (var i = 0; i < reading.Versions.Count; i++)
            {
                if (!reading._dropped[i])
                {
                    yield return reading.Record(i);
                }
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
