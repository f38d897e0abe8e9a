namespace PolicyEngine.Graph;

/// <summary>Adds up what roots use together, each manifest and blob once
/// (semantics.md#actions, <c>until</c>). Mutable; not thread-safe.</summary>
/// <remarks>
/// Each call costs what the root adds, not what it reaches in all. Unread manifests count as 0, so that an image is over a quota only
/// where it certainly is; for the same reason nothing costs anything where an excluded node has not been read, since it may use any blob.
/// </remarks>
internal sealed class QuotaMeter
{
    private const int Taken = -1;
    private readonly DigestGraph _graph;
    private readonly int[] _nodeMarks;
    private readonly int[] _blobMarks;
    private readonly Stack<NodeId> _work = new();
    private readonly bool _mayAllBeExcluded;
    private int _visit;

    internal QuotaMeter(DigestGraph graph, NodeSet excluded)
    {
        _graph = graph;
        _nodeMarks = new int[graph.PresentCount];
        _blobMarks = new int[graph.BlobCount];
        foreach (var node in excluded)
        {
            Walk(node, Taken);
        }

        foreach (var node in graph.Unread)
        {
            _mayAllBeExcluded |= _nodeMarks[node] == Taken;
        }
    }

    /// <summary>The bytes that a root, with all that it reaches, would at least add to what was taken.</summary>
    public long Cost(NodeId root) => _mayAllBeExcluded ? 0 : Walk(root, ++_visit);

    /// <summary>Takes a root with all that it reaches.</summary>
    public void Take(NodeId root) => Walk(root, Taken);

    /// <summary>Marks what is reached and not taken, and counts it. What was
    /// taken is closed under keep edges, so that the walk ends there.</summary>
    private long Walk(NodeId root, int mark)
    {
        var bytes = 0L;
        Visit(root);
        while (_work.TryPop(out var node))
        {
            bytes += _graph.SizeOf(node);
            foreach (var blob in _graph.BlobsOf(node))
            {
                if (_blobMarks[blob] != Taken && _blobMarks[blob] != mark)
                {
                    _blobMarks[blob] = mark;
                    bytes += _graph.BlobSize(blob);
                }
            }

            foreach (var target in _graph.KeepEdges[node])
            {
                Visit(target);
            }
        }

        return bytes;

        void Visit(NodeId node)
        {
            if (_nodeMarks[node] != Taken && _nodeMarks[node] != mark)
            {
                _nodeMarks[node] = mark;
                _work.Push(node);
            }
        }
    }
}
