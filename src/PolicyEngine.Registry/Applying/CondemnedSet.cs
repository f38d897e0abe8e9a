using PolicyEngine.Applying;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Manifests;

namespace PolicyEngine.Registry.Applying;

/// <summary>
/// The manifests that a plan deletes, as a graph of their own, made from the bytes that were just read: what each of them keeps alive, and
/// which of them stay after all. Thread-safe, but for <see cref="Extend"/>.
/// </summary>
/// <param name="info">The repository.</param>
internal sealed class CondemnedSet(RepositoryInfo info)
{
    /// <summary>An algorithm, a colon and 64 hexadecimal digits: as much of a digest as a referrer tag may name.</summary>
    private const int ShortDigest = 71;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, ManifestRecord> _records = new(StringComparer.Ordinal);
    private readonly List<(string Digest, string Reason, string ReasonBelow, ApplyOutcome Outcome)> _asked = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private DigestGraph _graph = new DigestGraphBuilder().Build(info);
    private ILookup<string, string> _hanging = Enumerable.Empty<string>().ToLookup(text => text, StringComparer.Ordinal);
    private readonly Dictionary<string, SparedManifest> _spared = new(StringComparer.Ordinal);

    /// <param name="info">The repository.</param>
    /// <param name="manifests">The manifests that are there.</param>
    /// <exception cref="RegistryException">One cannot be understood.</exception>
    internal CondemnedSet(RepositoryInfo info, IEnumerable<SavedManifest> manifests)
        : this(info) => Extend(manifests);

    /// <summary>The documents.</summary>
    internal IReadOnlyCollection<ManifestRecord> Records => _records.Values;

    /// <summary>Takes in more manifests. What was said to live before keeps alive what it needs of them. Not while something is
    /// deleted.</summary>
    /// <param name="manifests">The manifests; those that are known are passed over.</param>
    /// <exception cref="RegistryException">One cannot be understood.</exception>
    internal void Extend(IEnumerable<SavedManifest> manifests)
    {
        foreach (var manifest in manifests.Where(manifest => !_records.ContainsKey(manifest.Target.Digest)))
        {
            _records.Add(manifest.Target.Digest, ManifestRecords.RecordOf(manifest));
        }

        var builder = new DigestGraphBuilder();
        foreach (var record in _records.Values)
        {
            builder.Add(record);
        }

        _graph = builder.Build(info);
        _hanging = _records
            .Values.SelectMany(ManifestRecords.SubjectsOf, (record, subject) => (subject, record.Digest))
            .ToLookup(pair => pair.subject, pair => pair.Digest, StringComparer.Ordinal);
        foreach (var (digest, reason, reasonBelow, outcome) in _asked)
        {
            SpareHere(digest, reason, reasonBelow, outcome);
        }
    }

    /// <summary>The digests that a document refers to, or is a referrer of.</summary>
    internal static IEnumerable<string> ReferencesOf(ManifestRecord record) =>
        (record.Manifests ?? []).Select(entry => entry.Digest).Concat(record.Mentions).Concat(ManifestRecords.SubjectsOf(record));

    /// <summary>The digests image by image, in the order of deletion: parents before their children
    /// (semantics.md#the-digest-graph), and an image whole before the next (semantics.md#applying).</summary>
    /// <param name="isBegun">Whether one was deleted before: its image comes first.</param>
    internal IReadOnlyList<IReadOnlyList<string>> Units(Func<string, bool> isBegun)
    {
        var all = new NodeSetBuilder(_graph.PresentCount);
        var begun = new NodeSetBuilder(_graph.PresentCount);
        foreach (var node in _graph.PresentNodes)
        {
            all.Add(node);
            if (isBegun(_graph.TextOf(node)))
            {
                begun.Add(node);
            }
        }

        return [.. DeletionUnits.Split(_graph, all, begun).Select(unit => (IReadOnlyList<string>)[.. unit.Select(_graph.TextOf)])];
    }

    /// <summary>The digests in the order of deletion.</summary>
    internal IEnumerable<string> Order() => Units(_ => false).SelectMany(unit => unit);

    /// <summary>Whether one must be settled before the other is begun.</summary>
    internal bool Keeps(string keeper, string kept) =>
        TryFind(keeper, out var source) && TryFind(kept, out var target) && _graph.KeepEdges[source].Contains(target);

    /// <summary>Whether manifests neither keep others alive nor are kept alive by others.</summary>
    internal bool IsApart(IReadOnlySet<string> digests) =>
        digests.All(digest =>
            TryFind(digest, out var node) && AreAll(_graph.KeepEdges[node], digests) && AreAll(_graph.KeptBy[node], digests)
        );

    private bool AreAll(ReadOnlySpan<NodeId> nodes, IReadOnlySet<string> digests)
    {
        foreach (var node in nodes)
        {
            if (node < _graph.PresentCount && !digests.Contains(_graph.TextOf(node)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The condemned manifests that keep one alive directly.</summary>
    internal IEnumerable<string> ParentsOf(string digest) =>
        TryFind(digest, out var node) ? [.. _graph.KeptBy[node].ToArray().Select(_graph.TextOf)] : [];

    /// <summary>Digests, as far as they are condemned, and everything that they keep alive here.</summary>
    internal IEnumerable<string> ReachOf(IEnumerable<string> digests)
    {
        var seeds = new NodeSetBuilder(_graph.PresentCount);
        foreach (var digest in digests)
        {
            if (TryFind(digest, out var node))
            {
                seeds.Add(node);
            }
        }

        foreach (var node in _graph.Closure(seeds))
        {
            yield return _graph.TextOf(node);
        }
    }

    /// <summary>Lets a digest live, and everything that it keeps alive. The first reason stays.</summary>
    /// <param name="digest">The digest; one that is not condemned keeps only its referrers here.</param>
    /// <param name="reason">Why, for itself.</param>
    /// <param name="reasonBelow">Why, for the rest.</param>
    /// <param name="outcome">What it is in the report.</param>
    internal void Spare(string digest, string reason, string reasonBelow, ApplyOutcome outcome = ApplyOutcome.Spared)
    {
        // What came is told at each look: who is told of it for a second time goes on only when it is spared.
        lock (_gate)
        {
            if (_known.Add(digest))
            {
                _asked.Add((digest, reason, reasonBelow, outcome));
                SpareHere(digest, reason, reasonBelow, outcome);
            }
        }
    }

    private void SpareHere(string digest, string reason, string reasonBelow, ApplyOutcome outcome)
    {
        var seeds = new NodeSetBuilder(_graph.PresentCount);
        foreach (var seed in TryFind(digest, out _) ? [digest] : ReferrersOf(digest))
        {
            if (TryFind(seed, out var node))
            {
                seeds.Add(node);
            }
        }

        lock (_gate)
        {
            foreach (var kept in _graph.Closure(seeds))
            {
                var isOwn = _graph.TextOf(kept) == digest;
                _spared.TryAdd(_graph.TextOf(kept), new SparedManifest(outcome, isOwn ? reason : reasonBelow, isOwn));
            }
        }
    }

    /// <summary>Spares what a manifest may refer to whose bytes are not known.</summary>
    internal void SpareReach(PlannedManifest unknown, PlannedReach reach, string reason, ApplyOutcome outcome = ApplyOutcome.Spared)
    {
        foreach (var digest in reach.Of(unknown).Append(unknown.Digest).Where(digest => SparedFor(digest) is null))
        {
            Spare(digest, reason, reason, outcome);
        }
    }

    /// <summary>Why a digest stays; null where it does not.</summary>
    internal SparedManifest? SparedFor(string digest)
    {
        lock (_gate)
        {
            return _spared.GetValueOrDefault(digest);
        }
    }

    private IEnumerable<string> ReferrersOf(string digest) =>
        _hanging[digest].Concat(digest.Length > ShortDigest ? _hanging[digest[..ShortDigest]] : []);

    private bool TryFind(string digest, out NodeId node) => _graph.TryFind(digest, out node) && node < _graph.PresentCount;
}
