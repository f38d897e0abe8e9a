namespace PolicyEngine.Graph;

/// <summary>The bytes that only one root reaches, for all roots: what is known of them, and how much there may be beyond. Immutable.</summary>
/// <remarks>
/// A document without a stated size has between 0 and 8 MiB, the most that is ever read; a blob without one, an unread manifest, and a manifest of
/// which nothing is known, may have any size. While a manifest is unread, any blob may be its as well, so that none is certainly unique.
/// </remarks>
internal sealed class UniqueBytes
{
    private const long MostOfDocument = 8L << 20;
    private const long Boundless = 1L << 60;
    private readonly long[] _known;
    private readonly long[] _slack;
    private readonly bool _mayBeShared;
    private readonly DigestGraph _graph;

    /// <summary>Adds them up.</summary>
    public UniqueBytes(DigestGraph graph)
    {
        _graph = graph;
        _known = new long[graph.PresentCount];
        _slack = new long[graph.PresentCount];
        var owners = RootOwners.Of(graph);
        var blobOwners = new int[graph.BlobCount];
        blobOwners.AsSpan().Fill(RootOwners.None);
        for (var node = 0; node < graph.PresentCount; node++)
        {
            _mayBeShared |= graph.IsUnread(node);
            var owner = owners[node];
            var counted = owner >= 0 ? owner : graph.Roots.Contains(node) ? node : RootOwners.None;
            if (counted >= 0)
            {
                _known[counted] += graph.SizeOf(node);
                _slack[counted] = Math.Min(Boundless, _slack[counted] + SlackOfDocument(graph, node));
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
                _known[blobOwners[blob]] += graph.BlobSize(blob);
                _slack[blobOwners[blob]] = graph.HasBlobSize(blob) ? _slack[blobOwners[blob]] : Boundless;
            }
        }
    }

    /// <summary>What is known of a root's.</summary>
    public long this[int root] => _known[root];

    /// <summary>Whether they are above a limit; null where that cannot be said.</summary>
    public bool? IsAbove(int node, long limit)
    {
        var least = _mayBeShared ? _graph.SizeOf(node) : _known[node];
        return least > limit ? true : _known[node] + _slack[node] <= limit ? false : null;
    }

    /// <summary>Whether a node itself, with its blobs, may have any size.</summary>
    public static bool IsBoundless(DigestGraph graph, int node)
    {
        foreach (var blob in graph.BlobsOf(node))
        {
            if (!graph.HasBlobSize(blob))
            {
                return true;
            }
        }

        return SlackOfDocument(graph, node) == Boundless;
    }

    private static long SlackOfDocument(DigestGraph graph, int node) =>
        graph.IsUnread(node) || (!graph.HasSize(node) && IsBlank(graph, node)) ? Boundless : graph.HasSize(node) ? 0 : MostOfDocument;

    /// <summary>Whether a manifest refers to nothing, so that the source may just not have told.</summary>
    private static bool IsBlank(DigestGraph graph, int node) =>
        graph.BlobsOf(node).IsEmpty && graph.Children[node].IsEmpty && graph.Subjects[node].IsEmpty && graph.KindOf(node) != ManifestKind.Index;
}
