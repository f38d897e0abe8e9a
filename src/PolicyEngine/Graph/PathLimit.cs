namespace PolicyEngine.Graph;

/// <summary>
/// How many paths a row of a plan shows: 100, unless all rows of the repository together would have more than 100,000,
/// and ten a manifest. An index of 10,000 children with 10,000 tags would else make a plan of a million paths.
/// </summary>
internal static class PathLimit
{
    private const int Enough = 100_000;
    private const int EnoughPerManifest = 10;

    /// <summary>The most paths of a row; at least 1. The same graph gives the same limit always.</summary>
    public static int Of(DigestGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if ((long)graph.PresentCount * GraphPaths.MostPaths <= Enough)
        {
            return GraphPaths.MostPaths;
        }

        var rows = new long[GraphPaths.MostPaths + 1];
        foreach (var count in CountPaths(graph))
        {
            rows[count]++;
        }

        var most = Math.Max(Enough, (long)graph.PresentCount * EnoughPerManifest);
        var total = 0L;
        var longer = (long)graph.PresentCount;
        for (var limit = 1; limit <= GraphPaths.MostPaths; limit++)
        {
            longer -= rows[limit - 1];
            total += longer;
            if (total > most)
            {
                return Math.Max(limit - 1, 1);
            }
        }

        return GraphPaths.MostPaths;
    }

    /// <summary>The number of paths to each manifest, at most 100: of circles, whose paths nobody counts, 100.</summary>
    private static int[] CountPaths(DigestGraph graph)
    {
        var nodes = graph.PresentCount;
        var componentOf = StronglyConnected.Components(graph.KeepEdges, nodes, new NodeSetBuilder(nodes), out var components);
        var sizes = new int[components];
        var counts = new int[nodes];
        var order = new NodeId[nodes];
        var keys = new int[nodes];
        foreach (var node in graph.PresentNodes)
        {
            sizes[componentOf[node]]++;
            counts[node] = Math.Min(graph.TagsOf(node).Length, GraphPaths.MostPaths);
            (order[node], keys[node]) = (node, -componentOf[node]);
        }

        // A component has a greater number than all that it reaches.
        Array.Sort(keys, order);
        for (var start = 0; start < nodes;)
        {
            var size = sizes[componentOf[order[start]]];
            var members = order.AsSpan(start, size);
            var isReached = false;
            foreach (var node in members)
            {
                isReached |= counts[node] > 0;
            }

            foreach (var node in members)
            {
                counts[node] = size > 1 && isReached ? GraphPaths.MostPaths : counts[node];
                foreach (var target in graph.KeepEdges[node])
                {
                    if (componentOf[target] != componentOf[node])
                    {
                        counts[target] = Math.Min(counts[target] + counts[node], GraphPaths.MostPaths);
                    }
                }
            }

            start += size;
        }

        return counts;
    }
}
