namespace PolicyEngine.Graph;

/// <summary>Which blobs the present manifests use. Ids are dense, ascending by
/// digest; of the digests only the first eight bytes are kept. Immutable.</summary>
internal sealed class BlobTable
{
    private readonly AdjacencyList _uses;
    private readonly long[] _sizes;
    private readonly ulong[] _heads;
    private readonly Lazy<AdjacencyList> _users;

    /// <summary>Builds the table.</summary>
    /// <param name="nodes">The number of present nodes.</param>
    /// <param name="uses">Node to blob.</param>
    /// <param name="sizes">The sizes of the blobs.</param>
    /// <param name="heads">The first eight bytes of their digests.</param>
    /// <param name="unordered">The nodes whose blobs came in no certain order.</param>
    public BlobTable(int nodes, EdgeRows uses, long[] sizes, ulong[] heads, List<int> unordered)
    {
        _heads = heads;
        _uses = uses.ToDistinct(nodes, sizes.Length);
        _sizes = sizes;
        _users = new(() => _uses.Reverse(sizes.Length));
        foreach (var node in unordered)
        {
            _uses.Row(node).Sort();
        }
    }

    /// <summary>The number of blobs.</summary>
    public int Count => _sizes.Length;

    /// <summary>The blobs of a node, each once.</summary>
    public ReadOnlySpan<BlobId> this[NodeId node] => _uses.TargetsOf<BlobId>(node);

    /// <summary>The size of a blob in bytes; 0 where not stated.</summary>
    public long SizeOf(BlobId blob) => _sizes[blob];

    /// <summary>The nodes that use a blob, ascending. Found for all blobs when it is asked for first.</summary>
    public ReadOnlySpan<NodeId> UsersOf(BlobId blob) => _users.Value.TargetsOf<NodeId>(blob);

    /// <summary>The blobs whose digests begin with eight bytes from the one to the
    /// other, both included: the first of them, and the one after the last.</summary>
    public (int Start, int End) Between(ulong lowest, ulong highest)
    {
        var start = FirstFrom(lowest);
        return (start, highest == ulong.MaxValue ? _heads.Length : FirstFrom(highest + 1));
    }

    private int FirstFrom(ulong head)
    {
        var (low, high) = (0, _heads.Length);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = _heads[middle] < head ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Writes the table.</summary>
    public void AppendTo(FingerprintWriter writer)
    {
        _uses.AppendTo(writer);
        writer.Append<long>(_sizes);
    }
}
