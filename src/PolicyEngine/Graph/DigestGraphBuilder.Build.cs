using System.Collections.Immutable;
using PolicyEngine.Oci;

namespace PolicyEngine.Graph;

/// <content>From rows in order of arrival to columns in order of digests.</content>
public sealed partial class DigestGraphBuilder
{
    /// <summary>Builds the graph; the builder cannot be used afterwards.</summary>
    /// <remarks>A tag that was seen on two digests, as a listing that shifts
    /// while it is read gives it, makes the repository incomplete.</remarks>
    public DigestGraph Build(RepositoryInfo info) => Build(info, endStep: null);

    /// <summary>Builds the graph.</summary>
    /// <param name="info">The repository.</param>
    /// <param name="endStep">Called where much of what was held is not needed any more; null for nothing.</param>
    internal DigestGraph Build(RepositoryInfo info, Action? endStep)
    {
        var rows = new ResolvedRows(_rows, _digests, _otherTexts);
        Unite(rows);
        var blobs = ResolveBlobs(rows);
        endStep?.Invoke();
        MarkReferences(rows);
        var tags = TagSorting.Sort(_tagTexts, tag => rows.IdOfRow(_tagRows[tag]), rows, out var moved);
        if (moved is not null)
        {
            info = info with { Complete = false, Reason = info.Reason ?? $"The tag '{moved}' was seen on two digests." };
        }

        var referrerTags = new ReferrerTagSorting(this, rows).TakeOut(tags);
        var digests = DigestIndex.Create(rows, out var idOf, out var nodeOf);
        var present = digests.PresentCount;
        var hints = new EntryHints(rows, _entries, nodeOf, digests.Count, _strings);
        var columns = new NodeColumns(rows, idOf, present, hints, _strings);
        var unordered = new List<int>();
        for (var node = 0; node < present; node++)
        {
            if (rows[idOf[node]].Has(RowMarks.Ambiguous))
            {
                unordered.Add(node);
            }
        }

        var children = SplitEntries(rows, nodeOf, present, out var attestations);
        var edges = new EdgeTable(
            present,
            digests.Count,
            children,
            SubjectEdges(rows, nodeOf, referrerTags),
            MentionEdges(rows, nodeOf, present),
            unordered
        );
        return new DigestGraph(
            info,
            digests,
            columns,
            edges,
            new TagTable(present, tags.TextsToArray(), tags.NodesToArray(nodeOf), ToReferrerTags(referrerTags, nodeOf)),
            BuildBlobs(blobs, rows, nodeOf, present, unordered),
            PairTable.Create(present, Renumber(_annotations, rows, nodeOf), _strings),
            PairTable.Create(present, Renumber(_labels, rows, nodeOf), _strings),
            PairTable.Create(digests.Count, OtherPlatforms(rows, nodeOf, columns), _strings),
            PairTable.Create(present, Renumber(_bases, rows, nodeOf), _strings),
            FindMaterialsUnread(rows, nodeOf, present),
            attestations
        );
    }

    private NodeSetBuilder FindMaterialsUnread(ResolvedRows rows, int[] nodeOf, int present)
    {
        var nodes = new NodeSetBuilder(present);
        foreach (var id in _materialsUnread.Select(rows.IdOfRow).Where(id => rows[id].IsRead))
        {
            nodes.Add(NodeId.At(nodeOf[id]));
        }

        return nodes;
    }

    /// <summary>The platforms that entries of indexes give, where they differ from the one that the node's column has.</summary>
    private List<(int Node, int Key, int Value)> OtherPlatforms(ResolvedRows rows, int[] nodeOf, NodeColumns columns)
    {
        var others = new List<(int, int, int)>();
        for (var i = 0; i < _entries.Count; i++)
        {
            ref readonly var entry = ref _entries[i];
            if (
                entry.Platform >= 0
                && nodeOf[rows.IdOf(entry.Target)] is var node
                && node >= 0
                && !string.Equals(columns.ShapeOf(NodeId.At(node)).Platform, _strings[entry.Platform], StringComparison.Ordinal)
            )
            {
                others.Add((node, entry.Platform, entry.Platform));
            }
        }

        return others;
    }

    private void MarkReferences(ResolvedRows rows)
    {
        for (var i = 0; i < _entries.Count; i++)
        {
            ref readonly var entry = ref _entries[i];
            if (!entry.IsBlob)
            {
                rows.MarkReferenced(rows.IdOf(entry.Target));
            }
        }

        foreach (var subject in _subjects.Targets)
        {
            rows.MarkReferenced(rows.IdOf(subject));
        }
    }

    /// <summary>Entries that are manifests become children; those that are blobs do not.</summary>
    private EdgeRows SplitEntries(ResolvedRows rows, int[] nodeOf, int present, out NodeSetBuilder? attestations)
    {
        attestations = null;
        var children = new EdgeRows(_entries.Count);
        for (var row = 0; row < _rows.Count; row++)
        {
            ref var data = ref _rows[row];
            if (data.EntryCount == 0 || !HasLists(row, rows, out var id))
            {
                continue;
            }

            for (var i = data.EntryStart; i < data.EntryStart + data.EntryCount; i++)
            {
                ref readonly var entry = ref _entries[i];
                var target = rows.IdOf(entry.Target);
                if (!IsBlob(entry, target, rows) && id != target)
                {
                    children.Add(nodeOf[id], nodeOf[target]);
                    if (entry.IsAttestation && nodeOf[target] < present)
                    {
                        (attestations ??= new NodeSetBuilder(present)).Add(NodeId.At(nodeOf[target]));
                    }
                }
            }
        }

        return children;
    }

    /// <summary>Whether an entry is a blob: of a type that is not a manifest's, and not a manifest here either.</summary>
    private static bool IsBlob(in EntryRow entry, int target, ResolvedRows rows) => entry.IsBlob && !rows.IsPresent(target);

    /// <summary>Gives the blobs their ids, those among the entries of indexes with them, and the memory of their digests back.</summary>
    private ResolvedBlobs ResolveBlobs(ResolvedRows rows)
    {
        var first = _blobs.Count;
        var users = new List<int>();
        for (var row = 0; _hasBlobEntries && row < _rows.Count; row++)
        {
            ref var data = ref _rows[row];
            if (data.EntryCount == 0 || !HasLists(row, rows, out var id))
            {
                continue;
            }

            for (var i = data.EntryStart; i < data.EntryStart + data.EntryCount; i++)
            {
                ref readonly var entry = ref _entries[i];
                if (IsBlob(entry, rows.IdOf(entry.Target), rows))
                {
                    AddBlob(rows.DigestOf(rows.IdOf(entry.Target)), entry.Size);
                    users.Add(id);
                }
            }
        }

        var heads = _blobs.ResolveHeads(out var blobOf);
        var sizes = new long[heads.Length];
        for (var i = 0; i < blobOf.Length; i++)
        {
            ref var size = ref sizes[blobOf[i]];
            size = Math.Max(size, _blobSizes[i]);
        }

        _blobSizes.Clear();
        return new ResolvedBlobs(heads, sizes, blobOf, first, users);
    }

    private BlobTable BuildBlobs(ResolvedBlobs blobs, ResolvedRows rows, int[] nodeOf, int present, List<int> unordered)
    {
        var uses = new EdgeRows(blobs.IdOf.Length);
        for (var row = 0; row < _rows.Count; row++)
        {
            ref var data = ref _rows[row];
            if (data.BlobCount > 0 && HasLists(row, rows, out var id))
            {
                for (var i = data.BlobStart; i < data.BlobStart + data.BlobCount; i++)
                {
                    uses.Add(nodeOf[id], blobs.IdOf[i]);
                }
            }
        }

        for (var i = 0; i < blobs.Users.Count; i++)
        {
            uses.Add(nodeOf[blobs.Users[i]], blobs.IdOf[blobs.First + i]);
        }

        return new BlobTable(present, uses, blobs.Sizes, blobs.Heads, unordered);
    }

    /// <summary>Blobs with their ids.</summary>
    /// <param name="Heads">The first eight bytes of each one's digest.</param>
    /// <param name="Sizes">The size of each.</param>
    /// <param name="IdOf">The id of each occurrence.</param>
    /// <param name="First">The first occurrence that is an entry of an index.</param>
    /// <param name="Users">The ids of the indexes of these, among the rows.</param>
    private sealed record ResolvedBlobs(ulong[] Heads, long[] Sizes, int[] IdOf, int First, List<int> Users);

    /// <summary>Whether the lists of a row are those of its manifest: the
    /// document could be read, and no earlier row has the same ones.</summary>
    private bool HasLists(int row, ResolvedRows rows, out int id)
    {
        id = rows.IdOfRow(row);
        ref var data = ref _rows[row];
        return data.IsRead && !data.Has(RowMarks.Repetition) && (rows.Repetitions.Count == 0 || rows[id].IsRead);
    }

    private EdgeRows SubjectEdges(ResolvedRows rows, int[] nodeOf, List<ReferrerTagRow> referrerTags)
    {
        var edges = new EdgeRows(_subjects.Count);
        for (var i = 0; i < _subjects.Count; i++)
        {
            var (source, target) = (rows.IdOfRow(_subjects.Sources[i]), rows.IdOf(_subjects.Targets[i]));
            if (source != target && rows[source].IsRead)
            {
                edges.Add(nodeOf[source], nodeOf[target]);
            }
        }

        foreach (var tag in referrerTags)
        {
            foreach (var subject in tag.SubjectIds)
            {
                edges.Add(nodeOf[tag.TargetId], nodeOf[subject]);
            }
        }

        return edges;
    }

    private EdgeRows MentionEdges(ResolvedRows rows, int[] nodeOf, int present)
    {
        var edges = new EdgeRows(_mentions.Count);
        for (var i = 0; i < _mentions.Count; i++)
        {
            var id = rows.IdOfRow(_mentions.Sources[i]);
            var (source, target) = (nodeOf[id], nodeOf[rows.IdOf(_mentions.Targets[i])]);
            if (source != target && target >= 0 && target < present && rows[id].IsRead)
            {
                edges.Add(source, target);
            }
        }

        return edges;
    }

    private static ImmutableArray<ReferrerTag> ToReferrerTags(List<ReferrerTagRow> tags, int[] nodeOf) =>
        [
            .. tags.Select(tag => new ReferrerTag(
                tag.Text,
                NodeId.At(nodeOf[tag.TargetId]),
                [.. tag.SubjectIds.Select(id => NodeId.At(nodeOf[id])).Order()]
            )),
        ];

    private static List<(int Node, int Key, int Value)> Renumber(
        List<(int Node, int Key, int Value)> pairs,
        ResolvedRows rows,
        int[] nodeOf
    )
    {
        var renumbered = new List<(int, int, int)>(pairs.Count);
        foreach (var (row, key, value) in pairs)
        {
            var id = rows.IdOfRow(row);
            if (rows[id].IsRead)
            {
                renumbered.Add((nodeOf[id], key, value));
            }
        }

        return renumbered;
    }
}
