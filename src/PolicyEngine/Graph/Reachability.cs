namespace PolicyEngine.Graph;

/// <summary>Walks along keep edges with a work list.</summary>
internal static class Reachability
{
    /// <summary>Adds nodes to a closed set, and what is reached from them, so that it is closed again.</summary>
    /// <returns>What was not in it before, in ascending order.</returns>
    public static List<NodeId> Extend(AdjacencyList edges, NodeSetBuilder closure, IEnumerable<NodeId> seeds)
    {
        var added = seeds.Where(closure.Add).ToList();
        for (var next = 0; next < added.Count; next++)
        {
            foreach (var target in edges[added[next]])
            {
                if (closure.Add(target))
                {
                    added.Add(target);
                }
            }
        }

        added.Sort();
        return added;
    }

    /// <summary>The least set that holds the seeds and is closed under the edges; a new set of the seeds' capacity.</summary>
    public static NodeSetBuilder Closure(AdjacencyList edges, NodeSet seeds)
    {
        var closure = seeds.ToBuilder();
        var work = new Stack<NodeId>();
        foreach (var seed in seeds)
        {
            work.Push(seed);
            while (work.TryPop(out var node))
            {
                foreach (var target in edges[node])
                {
                    if (closure.Add(target))
                    {
                        work.Push(target);
                    }
                }
            }
        }

        return closure;
    }
}
