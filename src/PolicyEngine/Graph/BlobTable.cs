namespace PolicyEngine.Graph;

/// <summary>Which blobs the present manifests use. Ids are dense, in the order in which the nodes use them first. Immutable.</summary>
internal sealed class BlobTable
{
    private readonly AdjacencyList _uses;
    private readonly long[] _sizes;

    private BlobTable(AdjacencyList uses, long[] sizes)
    {
        _uses = uses;
        _sizes = sizes;
    }

    /// <summary>The number of blobs.</summary>
    public int Count => _sizes.Length;

    /// <summary>The blobs of a node, each once.</summary>
    public ReadOnlySpan<int> this[int node] => _uses[node];

    /// <summary>The size of a blob in bytes; 0 where unknown.</summary>
    public long SizeOf(int blob) => _sizes[blob];

    /// <summary>Builds the table, and numbers the blobs anew so that their ids do not depend on the order of the manifests.</summary>
    /// <param name="nodes">The number of present nodes.</param>
    /// <param name="sources">The node of each use.</param>
    /// <param name="targets">The builder's blob of each use.</param>
    /// <param name="digests">The digests of the builder's blobs.</param>
    /// <param name="sizes">Their sizes.</param>
    /// <param name="unordered">The nodes whose blobs came in no certain order.</param>
    public static BlobTable Create(
        int nodes, ReadOnlySpan<int> sources, ReadOnlySpan<int> targets, Digest[] digests, long[] sizes, List<int> unordered)
    {
        var uses = AdjacencyList.CreateDistinct(nodes, sizes.Length, sources, targets);
        foreach (var node in unordered)
        {
            uses.Row(node).Sort((a, b) => digests[a].CompareTo(digests[b]));
        }

        var idOf = new int[sizes.Length];
        var renumbered = new long[sizes.Length];
        var count = 0;
        for (var node = 0; node < nodes; node++)
        {
            foreach (ref var blob in uses.Row(node))
            {
                ref var id = ref idOf[blob];
                if (id == 0)
                {
                    renumbered[count] = sizes[blob];
                    id = ++count;
                }

                blob = id - 1;
            }
        }

        return new BlobTable(uses, count == renumbered.Length ? renumbered : renumbered[..count]);
    }

    /// <summary>Writes the table.</summary>
    public void AppendTo(FingerprintWriter writer)
    {
        _uses.AppendTo(writer);
        writer.Append<long>(_sizes);
    }
}
