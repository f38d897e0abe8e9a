using System.Globalization;
using PolicyEngine.Oci;

namespace PolicyEngine.Graph;

/// <content>Edges, roots and blobs. Every list has a row for each node, missing ones included; an edge of a node to itself is left out.</content>
public sealed partial class DigestGraph
{
    /// <summary>Index to entries, present or missing: without entries that are blobs (semantics.md#details), no duplicates, in the index's order.</summary>
    public AdjacencyList Children => _edges.Children;

    /// <summary>Entry to the present indexes that list it, ascending.</summary>
    public AdjacencyList Parents => _edges.Parents;

    /// <summary>Manifest to its subjects, by its field and by referrer tags on it, present or missing, ascending.</summary>
    public AdjacencyList Subjects => _edges.Subjects;

    /// <summary>Subject, present or missing, to its referrers by field and by referrer tag, ascending.</summary>
    public AdjacencyList Referrers => _edges.Referrers;

    /// <summary>All keep edges between present nodes (semantics.md#the-digest-graph): children, referrers, referrer tags' targets, mentions. Ascending, no duplicates.</summary>
    public AdjacencyList KeepEdges => _edges.KeepEdges;

    /// <summary><see cref="KeepEdges"/> the other way round, ascending.</summary>
    public AdjacencyList KeptBy => _edges.KeptBy;

    /// <summary>The roots (semantics.md#roots), orphaned ones included: together they reach every present node. Do not change it.</summary>
    public NodeSet Roots { get; }

    /// <summary>The orphaned roots. Do not change it.</summary>
    public NodeSet Orphans { get; }

    /// <summary>The number of blobs: configs, layers, blobs of artifacts, entries of indexes that are blobs.</summary>
    public int BlobCount => _blobs.Count;

    /// <summary>The blobs of a present node, each once.</summary>
    public ReadOnlySpan<int> BlobsOf(int node) => _blobs[node];

    /// <summary>The present nodes with a blob, a config among them, whose digest is one of these; perhaps a few more, whose digests begin alike. A new set.</summary>
    internal NodeSet FindUsers(IEnumerable<string> digests)
    {
        var users = new NodeSet(PresentCount);
        var heads = digests.Select(text => Digest.TryParse(text, out var digest) ? digest.Head : (ulong?)null).OfType<ulong>().ToHashSet();
        for (var node = 0; heads.Count > 0 && node < PresentCount; node++)
        {
            foreach (var blob in BlobsOf(node))
            {
                if (heads.Contains(_blobs.HeadOf(blob)))
                {
                    users.Add(node);
                }
            }
        }

        return users;
    }

    /// <summary>The present nodes whose digest, or that of a blob of theirs, begins like a text; of blobs, sixteen digits count at most. A new set.</summary>
    internal NodeSet FindLike(string prefix)
    {
        const int HeadDigits = 16;
        var digits = prefix[(prefix.IndexOf(':', StringComparison.Ordinal) + 1)..];
        digits = digits.Length > HeadDigits ? digits[..HeadDigits] : digits;
        var head = ulong.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        var found = new NodeSet(PresentCount);
        for (var node = 0; node < PresentCount; node++)
        {
            var isFound = TextOf(node).StartsWith(prefix, StringComparison.Ordinal);
            foreach (var blob in BlobsOf(node))
            {
                isFound |= _blobs.HeadOf(blob) >> ((HeadDigits - digits.Length) * 4) == head;
            }

            if (isFound)
            {
                found.Add(node);
            }
        }

        return found;
    }

    /// <summary>The size of a blob in bytes; 0 where unknown, the largest where manifests differ.</summary>
    public long BlobSize(int blob) => _blobs.SizeOf(blob);
}
