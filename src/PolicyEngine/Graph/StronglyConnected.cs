namespace PolicyEngine.Graph;

/// <summary>Tarjan's algorithm with its own stack.</summary>
internal static class StronglyConnected
{
    /// <summary>The component of each node in [0, <paramref name="nodes"/>) that is not left out; -1 for those that are.</summary>
    public static int[] Components(AdjacencyList edges, int nodes, NodeSet leftOut, out int count)
    {
        var componentOf = new int[nodes];
        componentOf.AsSpan().Fill(-1);
        var order = new int[nodes];
        var low = new int[nodes];
        var next = new int[nodes];
        var open = new Stack<NodeId>();
        var path = new Stack<NodeId>();
        var visited = 0;
        count = 0;
        foreach (var start in new IdRange<NodeId>(0, nodes))
        {
            if (order[start] != 0 || leftOut.Contains(start))
            {
                continue;
            }

            Enter(start);
            while (path.TryPeek(out var node))
            {
                var targets = edges[node];
                if (next[node] < targets.Length)
                {
                    var target = targets[next[node]++];
                    if (leftOut.Contains(target) || componentOf[target] >= 0)
                    {
                        continue;
                    }

                    if (order[target] == 0)
                    {
                        Enter(target);
                    }
                    else
                    {
                        low[node] = Math.Min(low[node], order[target]);
                    }

                    continue;
                }

                path.Pop();
                if (path.TryPeek(out var parent))
                {
                    low[parent] = Math.Min(low[parent], low[node]);
                }

                if (low[node] != order[node])
                {
                    continue;
                }

                NodeId member;
                do
                {
                    member = open.Pop();
                    componentOf[member] = count;
                } while (member != node);
                count++;
            }
        }

        return componentOf;

        void Enter(NodeId node)
        {
            order[node] = low[node] = ++visited;
            open.Push(node);
            path.Push(node);
        }
    }
}
