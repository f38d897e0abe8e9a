namespace PolicyEngine.Graph;

/// <summary>A shortest way from a user tag to each manifest that one reaches, along keep edges. Immutable, made in O(n).</summary>
internal sealed class NearestTags
{
    private readonly NodeId[] _keeper;
    private readonly int[] _distance;
    private readonly NodeId[] _upper;

    internal NearestTags(DigestGraph graph)
    {
        _keeper = new NodeId[graph.PresentCount];
        _distance = new int[graph.PresentCount];
        _upper = new NodeId[graph.PresentCount];
        Array.Fill(_distance, -1);
        var work = new Queue<NodeId>();
        foreach (var node in graph.PresentNodes)
        {
            if (!graph.TagsOf(node).IsEmpty)
            {
                _distance[node] = 0;
                _upper[node] = node;
                work.Enqueue(node);
            }
        }

        while (work.TryDequeue(out var node))
        {
            foreach (var target in graph.KeepEdges[node])
            {
                if (_distance[target] < 0)
                {
                    _keeper[target] = node;
                    _distance[target] = _distance[node] + 1;
                    _upper[target] = _distance[target] < GraphPaths.Head ? target : _upper[node];
                    work.Enqueue(target);
                }
            }
        }
    }

    /// <summary>The way to a node with its middle cut out: the nodes at its
    /// head, and those at its tail; null where no tag leads to it.</summary>
    internal (NodeId[] Head, NodeId[] Tail)? CutWayTo(NodeId node) =>
        _distance[node] < 0
            ? null
            : (
                Above(_upper[node], Math.Min(GraphPaths.Head, _distance[node] + 1)),
                Above(node, Math.Min(GraphPaths.Tail, _distance[node] + 1))
            );

    /// <summary>So many nodes of the way, the last one last.</summary>
    private NodeId[] Above(NodeId node, int count)
    {
        var nodes = new NodeId[count];
        for (var i = count - 1; i >= 0; i--)
        {
            nodes[i] = node;
            node = _keeper[node];
        }

        return nodes;
    }
}
