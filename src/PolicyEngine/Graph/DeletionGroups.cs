namespace PolicyEngine.Graph;

/// <summary>What hangs together of what is deleted: what keeps one another alive, directly or over others. Pure.</summary>
internal static class DeletionGroups
{
    /// <summary>For each node the position of the first one of its group in the order, from 1; 0 for those that are alone. O(n).</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="condemned">What is deleted.</param>
    /// <param name="order">The same in the order of deletion.</param>
    public static int[] Find(DigestGraph graph, NodeSet condemned, ReadOnlySpan<NodeId> order)
    {
        var parents = new NodeId[graph.PresentCount];
        foreach (var node in graph.PresentNodes)
        {
            parents[node] = node;
        }

        var isJoined = new NodeSetBuilder(graph.PresentCount);
        foreach (var node in condemned)
        {
            foreach (var target in graph.KeepEdges[node])
            {
                if (target != node && target < graph.PresentCount && condemned.Contains(target))
                {
                    parents[First(node)] = First(target);
                    isJoined.Add(node);
                    isJoined.Add(target);
                }
            }
        }

        var firstOf = new int[graph.PresentCount];
        var groups = new int[graph.PresentCount];
        for (var i = 0; i < order.Length; i++)
        {
            if (isJoined.Contains(order[i]))
            {
                ref var first = ref firstOf[First(order[i])];
                first = first == 0 ? i + 1 : first;
                groups[order[i]] = first;
            }
        }

        return groups;

        NodeId First(NodeId node)
        {
            while (parents[node] != node)
            {
                parents[node] = parents[parents[node]];
                node = parents[node];
            }

            return node;
        }
    }
}
