namespace PolicyEngine.Graph;

/// <summary>
/// Divides the bytes of a repository among its manifests, each blob once: a blob that anything kept uses is of the first kept
/// manifest, any other of the first that is deleted. So the shares of what is deleted add up to what is reclaimed. Immutable.
/// </summary>
internal sealed class ByteShares
{
    private readonly long[] _shares;

    /// <summary>Divides them.</summary>
    public ByteShares(DigestGraph graph, NodeSet deleted)
    {
        _shares = new long[graph.PresentCount];
        var taken = new BlobSetBuilder(graph.BlobCount);
        Divide(graph, taken, node => !deleted.Contains(node));
        Divide(graph, taken, deleted.Contains);
    }

    /// <summary>The bytes of a present manifest.</summary>
    public long this[NodeId node] => _shares[node];

    private void Divide(DigestGraph graph, BlobSetBuilder taken, Func<NodeId, bool> among)
    {
        foreach (var node in graph.PresentNodes)
        {
            if (!among(node))
            {
                continue;
            }

            _shares[node] = graph.SizeOf(node);
            foreach (var blob in graph.BlobsOf(node))
            {
                _shares[node] += taken.Add(blob) ? graph.BlobSize(blob) : 0;
            }
        }
    }
}
