namespace PolicyEngine.Graph;

/// <summary>Walks along keep edges with a work list.</summary>
internal static class Reachability
{
    /// <summary>The least set that holds the seeds and is closed under the edges; a new set of the seeds' capacity.</summary>
    public static NodeSet Closure(AdjacencyList edges, NodeSet seeds)
    {
        var closure = seeds.Clone();
        var work = new Stack<int>();
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
