using System.Globalization;
using PolicyEngine.Oci;

namespace PolicyEngine.Graph;

/// <content>Edges, roots and blobs. Every list has a row for each node,
/// missing ones included; an edge of a node to itself is left out.</content>
public sealed partial class DigestGraph
{
    /// <summary>Index to entries, present or missing: without entries that are
    /// blobs (semantics.md#details), no duplicates, in the index's order.</summary>
    public AdjacencyList Children => _edges.Children;

    /// <summary>Entry to the present indexes that list it, ascending.</summary>
    public AdjacencyList Parents => _edges.Parents;

    /// <summary>Manifest to its subjects, by its field and by referrer tags on it, present or missing, ascending.</summary>
    public AdjacencyList Subjects => _edges.Subjects;

    /// <summary>Subject, present or missing, to its referrers by field and by referrer tag, ascending.</summary>
    public AdjacencyList Referrers => _edges.Referrers;

    /// <summary>All keep edges between present nodes (semantics.md#the-digest-graph): children,
    /// referrers, referrer tags' targets, mentions. Ascending, no duplicates.</summary>
    public AdjacencyList KeepEdges => _edges.KeepEdges;

    /// <summary><see cref="KeepEdges"/> the other way round, ascending.</summary>
    public AdjacencyList KeptBy => _edges.KeptBy;

    /// <summary>The roots (semantics.md#roots), orphaned ones included: with the notices they reach every present node. Do not change
    /// it.</summary>
    public NodeSet Roots { get; }

    /// <summary>The notices of announced deletions (semantics.md#announcing): not roots, whatever tags they have. Do not change
    /// it.</summary>
    public NodeSet Notices { get; }

    /// <summary>The orphaned roots. Do not change it.</summary>
    public NodeSet Orphans { get; }

    /// <summary>The number of blobs: configs, layers, blobs of artifacts, entries of indexes that are blobs.</summary>
    public int BlobCount => _blobs.Count;

    /// <summary>The blobs of a present node, each once.</summary>
    public ReadOnlySpan<BlobId> BlobsOf(NodeId node) => _blobs[node];

    /// <summary>Adds the present nodes with a blob, a config among them, that
    /// has this digest; perhaps a few more, whose digests begin alike.</summary>
    internal void AddUsers(string text, NodeSetBuilder nodes)
    {
        if (Digest.TryParse(text, out var digest))
        {
            AddUsers(digest.Head, digest.Head, nodes);
        }
    }

    /// <summary>Whether there is such a node.</summary>
    internal bool HasUser(string text) => Digest.TryParse(text, out var digest) && HasUser(digest.Head, digest.Head);

    /// <summary>Adds the present nodes whose digest, or that of a blob of theirs,
    /// begins like a text; of blobs, sixteen digits count at most.</summary>
    internal void AddLike(string prefix, NodeSetBuilder nodes)
    {
        var (first, after) = _digests.Like(prefix);
        for (var node = first; node < after; node++)
        {
            nodes.Add(NodeId.At(node));
        }

        var (lowest, highest) = HeadsLike(prefix);
        AddUsers(lowest, highest, nodes);
    }

    /// <summary>Whether there is such a node.</summary>
    internal bool HasLike(string prefix)
    {
        var (first, after) = _digests.Like(prefix);
        var (lowest, highest) = HeadsLike(prefix);
        return first < after || HasUser(lowest, highest);
    }

    private bool HasUser(ulong lowest, ulong highest)
    {
        var (blob, end) = _blobs.Between(lowest, highest);
        while (blob < end && _blobs.UsersOf(BlobId.At(blob)).IsEmpty)
        {
            blob++;
        }

        return blob < end;
    }

    private void AddUsers(ulong lowest, ulong highest, NodeSetBuilder nodes)
    {
        var (start, end) = _blobs.Between(lowest, highest);
        for (var blob = start; blob < end; blob++)
        {
            foreach (var node in _blobs.UsersOf(BlobId.At(blob)))
            {
                nodes.Add(node);
            }
        }
    }

    /// <summary>The first eight bytes of a digest that begins like a text, at least and at most.</summary>
    private static (ulong Lowest, ulong Highest) HeadsLike(string prefix)
    {
        const int HeadDigits = 16;
        var digits = prefix[(prefix.IndexOf(':', StringComparison.Ordinal) + 1)..];
        digits = digits.Length > HeadDigits ? digits[..HeadDigits] : digits;
        return (Parse(digits.PadRight(HeadDigits, '0')), Parse(digits.PadRight(HeadDigits, 'f')));

        static ulong Parse(string text) => ulong.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    /// <summary>The size of a blob in bytes; 0 where unknown, the largest where manifests differ.</summary>
    public long BlobSize(BlobId blob) => _blobs.SizeOf(blob);
}
