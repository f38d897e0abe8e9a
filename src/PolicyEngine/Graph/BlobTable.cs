using PolicyEngine.Oci;

namespace PolicyEngine.Graph;

/// <summary>Which blobs the present manifests use. Ids are dense, ascending by digest; of the digests only the first eight bytes are kept. Immutable.</summary>
internal sealed class BlobTable
{
    private readonly AdjacencyList _uses;
    private readonly long[] _sizes;
    private readonly ulong[] _heads;

    /// <summary>Builds the table.</summary>
    /// <param name="nodes">The number of present nodes.</param>
    /// <param name="uses">Node to blob.</param>
    /// <param name="sizes">The sizes of the blobs.</param>
    /// <param name="digests">The digests of the blobs.</param>
    /// <param name="unordered">The nodes whose blobs came in no certain order.</param>
    public BlobTable(int nodes, EdgeRows uses, long[] sizes, Digest[] digests, List<int> unordered)
    {
        _heads = Array.ConvertAll(digests, digest => digest.Head);
        _uses = uses.ToDistinct(nodes, sizes.Length);
        _sizes = sizes;
        foreach (var node in unordered)
        {
            _uses.Row(node).Sort();
        }
    }

    /// <summary>The number of blobs.</summary>
    public int Count => _sizes.Length;

    /// <summary>The blobs of a node, each once.</summary>
    public ReadOnlySpan<int> this[int node] => _uses[node];

    /// <summary>The size of a blob in bytes; 0 where not stated.</summary>
    public long SizeOf(int blob) => _sizes[blob];

    /// <summary>The first eight bytes of a blob's digest.</summary>
    public ulong HeadOf(int blob) => _heads[blob];

    /// <summary>Writes the table.</summary>
    public void AppendTo(FingerprintWriter writer)
    {
        _uses.AppendTo(writer);
        writer.Append<long>(_sizes);
    }
}
