namespace PolicyEngine.Graph;

/// <summary>Counts bytes with every manifest and blob once. Thread-safe once made; unknown sizes count as 0.</summary>
public sealed class ByteAccounting(DigestGraph graph)
{
    private readonly Lazy<long[]> _unique = new(() => UniqueBytes(graph));

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
        for (var node = 0; node < graph.PresentCount; node++)
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

    /// <summary>The unique bytes of a root (<c>larger-than</c>): its own manifest, and the manifests and blobs that only it, of all roots, reaches.</summary>
    /// <remarks>The first call computes it for all roots.</remarks>
    public long UniqueOf(int root) => _unique.Value[root];

    /// <summary>Starts a quota.</summary>
    /// <param name="excluded">What these nodes reach does not count.</param>
    public QuotaMeter StartQuota(NodeSet excluded) => new(graph, excluded);

    private (long Manifests, NodeSet Blobs) SizeOf(NodeSet set)
    {
        var bytes = 0L;
        var blobs = new NodeSet(graph.BlobCount);
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

    private static long[] UniqueBytes(DigestGraph graph)
    {
        var owners = RootOwners.Of(graph);
        var blobOwners = new int[graph.BlobCount];
        blobOwners.AsSpan().Fill(RootOwners.None);
        var unique = new long[graph.PresentCount];
        for (var node = 0; node < graph.PresentCount; node++)
        {
            var owner = owners[node];
            if (owner >= 0)
            {
                unique[owner] += graph.SizeOf(node);
            }
            else if (graph.Roots.Contains(node))
            {
                unique[node] += graph.SizeOf(node);
            }

            foreach (var blob in graph.BlobsOf(node))
            {
                blobOwners[blob] = RootOwners.Unite(blobOwners[blob], owner);
            }
        }

        for (var blob = 0; blob < blobOwners.Length; blob++)
        {
            if (blobOwners[blob] >= 0)
            {
                unique[blobOwners[blob]] += graph.BlobSize(blob);
            }
        }

        return unique;
    }
}
