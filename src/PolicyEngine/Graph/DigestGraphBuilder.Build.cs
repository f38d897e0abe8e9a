using System.Collections.Immutable;
using PolicyEngine.Snapshots;

namespace PolicyEngine.Graph;

/// <content>From rows in order of arrival to columns in order of digests.</content>
public sealed partial class DigestGraphBuilder
{
    /// <summary>Builds the graph; the builder cannot be used afterwards.</summary>
    /// <remarks>A tag that was seen on two digests, as a listing that shifts while it is read gives it, makes the repository incomplete.</remarks>
    public DigestGraph Build(RepositoryInfo info)
    {
        var tags = TagSorting.Sort(_tagTexts, _tagRows, DigestTextOf, out var moved);
        if (moved is not null)
        {
            info = info with { Complete = false, Reason = info.Reason ?? $"The tag '{moved}' was seen on two digests." };
        }

        var referrerTags = new ReferrerTagSorting(this).TakeOut(tags);
        var digests = DigestIndex.Create(_rows, _otherTexts, out var rowOf, out var nodeOf);
        var present = digests.PresentCount;
        var hints = new EntryHints(_rows, _entries, nodeOf, digests.Count, _strings);
        var columns = new NodeColumns(_rows, rowOf, present, hints, _strings);
        var unordered = new List<int>();
        NodeSet? attestations = null;
        for (var node = 0; node < present; node++)
        {
            ref var row = ref _rows[rowOf[node]];
            if (row.Has(RowMarks.Ambiguous))
            {
                unordered.Add(node);
            }

            if (row.Has(RowMarks.Attestation))
            {
                (attestations ??= new NodeSet(present)).Add(node);
            }
        }

        var (children, blobs) = SplitEntries(nodeOf);
        var edges = new EdgeTable(present, digests.Count, children, SubjectEdges(nodeOf, referrerTags), MentionEdges(nodeOf, present), unordered);
        return new DigestGraph(
            info,
            digests,
            columns,
            edges,
            new TagTable(present, tags.TextsToArray(), tags.NodesToArray(nodeOf), ToReferrerTags(referrerTags, nodeOf)),
            BlobTable.Create(present, blobs.Sources, blobs.Targets, _blobDigests, _blobSizes, unordered),
            PairTable.Create(present, Renumber(_annotations, nodeOf), _strings),
            PairTable.Create(present, Renumber(_labels, nodeOf), _strings),
            attestations);
    }

    private string DigestTextOf(int row) => _otherTexts.GetValueOrDefault(row) ?? _rows[row].Digest.ToSha256Text();

    /// <summary>Entries that are manifests become children; entries of other types that are no manifest here either are blobs.</summary>
    private (EdgeRows Children, EdgeRows Blobs) SplitEntries(int[] nodeOf)
    {
        var children = new EdgeRows(_entries.Count);
        var blobs = new EdgeRows(_blobUses.Count);
        for (var i = 0; i < _blobUses.Count; i++)
        {
            AddBlob(_blobUses.Sources[i], _blobUses.Targets[i]);
        }

        foreach (var entry in _entries)
        {
            var target = entry.Target < 0 ? ~entry.Target : entry.Target;
            if (!_rows[entry.Source].IsRead)
            {
                continue;
            }

            if (entry.Target >= 0 || _rows[target].IsPresent)
            {
                if (entry.Source != target)
                {
                    children.Add(nodeOf[entry.Source], nodeOf[target]);
                }
            }
            else
            {
                AddBlob(entry.Source, BlobOf(_rows[target].Digest, entry.Size));
            }
        }

        return (children, blobs);

        void AddBlob(int source, int blob)
        {
            if (_rows[source].IsRead)
            {
                blobs.Add(nodeOf[source], blob);
            }
        }
    }

    private EdgeRows SubjectEdges(int[] nodeOf, List<ReferrerTagRow> referrerTags)
    {
        var edges = new EdgeRows(_subjects.Count);
        for (var i = 0; i < _subjects.Count; i++)
        {
            var (source, target) = (_subjects.Sources[i], _subjects.Targets[i]);
            if (source != target && _rows[source].IsRead)
            {
                edges.Add(nodeOf[source], nodeOf[target]);
            }
        }

        foreach (var tag in referrerTags)
        {
            foreach (var subject in tag.SubjectRows)
            {
                edges.Add(nodeOf[tag.TargetRow], nodeOf[subject]);
            }
        }

        return edges;
    }

    private EdgeRows MentionEdges(int[] nodeOf, int present)
    {
        var edges = new EdgeRows(_mentions.Count);
        for (var i = 0; i < _mentions.Count; i++)
        {
            var (source, target) = (nodeOf[_mentions.Sources[i]], nodeOf[_mentions.Targets[i]]);
            if (source != target && target >= 0 && target < present && _rows[_mentions.Sources[i]].IsRead)
            {
                edges.Add(source, target);
            }
        }

        return edges;
    }

    private static ImmutableArray<ReferrerTag> ToReferrerTags(List<ReferrerTagRow> rows, int[] nodeOf) =>
        [.. rows.Select(tag => new ReferrerTag(tag.Text, nodeOf[tag.TargetRow], [.. tag.SubjectRows.Select(row => nodeOf[row]).Order()]))];

    private List<(int Node, int Key, int Value)> Renumber(List<(int Node, int Key, int Value)> pairs, int[] nodeOf)
    {
        var renumbered = new List<(int, int, int)>(pairs.Count);
        foreach (var (row, key, value) in pairs)
        {
            if (_rows[row].IsRead)
            {
                renumbered.Add((nodeOf[row], key, value));
            }
        }

        return renumbered;
    }
}
