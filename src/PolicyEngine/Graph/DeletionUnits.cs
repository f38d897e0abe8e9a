using System.Collections.Immutable;

namespace PolicyEngine.Graph;

/// <summary>What is deleted together (semantics.md#applying): each image with all that goes with it. Pure.</summary>
internal static class DeletionUnits
{
    /// <summary>
    /// The condemned nodes in the order of deletion, image by image. What several images need goes with the last of
    /// them, so that a run that ends between two units leaves nothing behind that no image needs any more. O(n log n).
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="condemned">What is deleted.</param>
    /// <param name="first">Images that come before all others: what was begun is finished first.</param>
    public static ImmutableArray<ImmutableArray<NodeId>> Split(DigestGraph graph, NodeSet condemned, NodeSet first)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(condemned);
        ArgumentNullException.ThrowIfNull(first);
        var order = DeletionOrder.Sort(graph, condemned);
        var componentOf = StronglyConnected.Components(graph.KeepEdges, graph.PresentCount, Complement(graph, condemned), out var count);
        var isKept = new bool[count];
        foreach (var node in order)
        {
            foreach (var target in graph.KeepEdges[node])
            {
                if (componentOf[target] >= 0 && componentOf[target] != componentOf[node])
                {
                    isKept[componentOf[target]] = true;
                }
            }
        }

        var unitOf = new int[count];
        var units = Number(order.Where(first.Contains), 0);
        units = Number(order, units);

        // Tarjan numbers what is reached before what reaches it.
        foreach (var node in order.OrderByDescending(node => componentOf[node]))
        {
            foreach (var target in graph.KeepEdges[node])
            {
                if (componentOf[target] >= 0)
                {
                    ref var unit = ref unitOf[componentOf[target]];
                    unit = Math.Max(unit, unitOf[componentOf[node]]);
                }
            }
        }

        var members = Enumerable.Range(0, units).Select(_ => ImmutableArray.CreateBuilder<NodeId>()).ToArray();
        foreach (var node in order)
        {
            members[unitOf[componentOf[node]] - 1].Add(node);
        }

        return [.. members.Select(list => list.DrainToImmutable())];

        int Number(IEnumerable<NodeId> nodes, int last)
        {
            foreach (var component in nodes.Select(node => componentOf[node]).Where(component => !isKept[component]))
            {
                unitOf[component] = unitOf[component] == 0 ? ++last : unitOf[component];
            }

            return last;
        }
    }

    private static NodeSetBuilder Complement(DigestGraph graph, NodeSet set)
    {
        var rest = new NodeSetBuilder(graph.PresentCount);
        foreach (var node in graph.PresentNodes)
        {
            if (!set.Contains(node))
            {
                rest.Add(node);
            }
        }

        return rest;
    }
}
