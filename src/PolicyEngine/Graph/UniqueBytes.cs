namespace PolicyEngine.Graph;

/// <summary>The bytes that only one root reaches, for all roots: what is known of them, and whether there may be more. Immutable.</summary>
/// <remarks>
/// A size that a snapshot leaves out is 0, but a manifest of which it states no size, no blob and no child may have any size. An
/// unread manifest may have any size; and while one is unread, any blob may be its as well, so that none is certainly unique.
/// </remarks>
internal sealed class UniqueBytes
{
    private readonly long[] _known;
    private readonly NodeSetBuilder _mayBeMore;
    private readonly bool _mayBeShared;
    private readonly DigestGraph _graph;

    /// <summary>Adds them up.</summary>
    public UniqueBytes(DigestGraph graph)
    {
        _graph = graph;
        _known = new long[graph.PresentCount];
        _mayBeMore = new NodeSetBuilder(graph.PresentCount);
        _mayBeShared = !graph.Unread.IsEmpty;
        var owners = RootOwners.Of(graph);
        var blobOwners = new NodeId[graph.BlobCount];
        blobOwners.AsSpan().Fill(RootOwners.None);
        foreach (var node in graph.PresentNodes)
        {
            var owner = owners[node];
            var counted =
                owner >= 0 ? owner
                : graph.Roots.Contains(node) ? node
                : RootOwners.None;
            if (counted >= 0)
            {
                _known[counted] += graph.SizeOf(node);
                if (graph.IsUnread(node) || IsUnstated(graph, node))
                {
                    _mayBeMore.Add(counted);
                }
            }

            foreach (var blob in graph.BlobsOf(node))
            {
                blobOwners[blob] = RootOwners.Unite(blobOwners[blob], owner);
            }
        }

        foreach (var blob in new IdRange<BlobId>(0, blobOwners.Length))
        {
            if (blobOwners[blob] >= 0)
            {
                _known[blobOwners[blob]] += graph.BlobSize(blob);
            }
        }
    }

    private static bool IsUnstated(DigestGraph graph, NodeId node) =>
        graph.SizeOf(node) == 0 && graph.BlobsOf(node).IsEmpty && graph.Children[node].IsEmpty;

    /// <summary>What is known of a root's.</summary>
    public long this[NodeId root] => _known[root];

    /// <summary>Whether they are above a limit; null where that cannot be said.</summary>
    public bool? IsAbove(NodeId node, long limit)
    {
        var least = _mayBeShared ? _graph.SizeOf(node) : _known[node];
        return least > limit ? true
            : _known[node] <= limit && !_mayBeMore.Contains(node) ? false
            : null;
    }
}
