namespace PolicyEngine.Graph;

/// <summary>Counts bytes with every manifest and blob once. Thread-safe once made; sizes that are not stated count as 0.</summary>
internal sealed class ByteAccounting(DigestGraph graph)
{
    private readonly Lazy<NodeSet> _reachUnread = new(() => Reachability.Closure(graph.KeptBy, graph.Unread));
    private readonly Lazy<UniqueBytes> _unique = new(() => new UniqueBytes(graph));

    /// <summary>The bytes of one manifest: its document, its config and its layers.</summary>
    public static long OwnOf(DigestGraph graph, NodeId node)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var bytes = graph.SizeOf(node);
        if (node < graph.PresentCount)
        {
            foreach (var blob in graph.BlobsOf(node))
            {
                bytes += graph.BlobSize(blob);
            }
        }

        return bytes;
    }

    /// <summary>The bytes of a present manifest and of all that it reaches, each
    /// manifest and blob once. Takes no more time than what it reaches.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="node">A present manifest.</param>
    /// <param name="manifests">The number of manifests that it reaches, itself included.</param>
    public static long ReachedBy(DigestGraph graph, NodeId node, out int manifests)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var bytes = 0L;
        var seen = new HashSet<NodeId> { node };
        var blobs = new HashSet<BlobId>();
        var work = new Stack<NodeId>(seen);
        while (work.TryPop(out var next))
        {
            bytes += graph.SizeOf(next);
            foreach (var blob in graph.BlobsOf(next))
            {
                bytes += blobs.Add(blob) ? graph.BlobSize(blob) : 0;
            }

            foreach (var below in graph.KeepEdges[next])
            {
                if (seen.Add(below))
                {
                    work.Push(below);
                }
            }
        }

        manifests = seen.Count;
        return bytes;
    }

    /// <summary>The manifests of a set and all blobs that they use.</summary>
    public long Deleted(NodeSet set)
    {
        var (bytes, blobs) = SizeOf(set);
        foreach (var blob in blobs)
        {
            bytes += graph.BlobSize(blob);
        }

        return bytes;
    }

    /// <summary>What deleting a set sets free: its manifests, and the blobs that no other present manifest uses.</summary>
    public long Reclaimed(NodeSet deleted)
    {
        var (bytes, blobs) = SizeOf(deleted);
        foreach (var node in graph.PresentNodes)
        {
            if (!deleted.Contains(node))
            {
                foreach (var blob in graph.BlobsOf(node))
                {
                    blobs.Remove(blob);
                }
            }
        }

        foreach (var blob in blobs)
        {
            bytes += graph.BlobSize(blob);
        }

        return bytes;
    }

    /// <summary>The unique bytes of a root (<c>larger-than</c>): its own manifest,
    /// and the manifests and blobs that only it, of all roots, reaches.</summary>
    /// <remarks>What is known of it. The first call computes it for all roots.</remarks>
    public long UniqueOf(NodeId root) => _unique.Value[root];

    /// <summary>Whether the unique bytes of a node are above a limit; null where too little is known to say.</summary>
    public bool? IsLargerThan(NodeId node, long limit) => _unique.Value.IsAbove(node, limit);

    /// <summary>Whether all that a root reaches, shared or not, has been read, so that its size is known.</summary>
    public bool IsKnown(NodeId root) => !_reachUnread.Value.Contains(root);

    /// <summary>Starts a quota.</summary>
    /// <param name="excluded">What these nodes reach does not count.</param>
    public QuotaMeter StartQuota(NodeSet excluded) => new(graph, excluded);

    private (long Manifests, BlobSetBuilder Blobs) SizeOf(NodeSet set)
    {
        var bytes = 0L;
        var blobs = new BlobSetBuilder(graph.BlobCount);
        foreach (var node in set)
        {
            bytes += graph.SizeOf(node);
            foreach (var blob in graph.BlobsOf(node))
            {
                blobs.Add(blob);
            }
        }

        return (bytes, blobs);
    }
}
