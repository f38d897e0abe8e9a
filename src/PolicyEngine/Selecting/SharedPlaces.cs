using PolicyEngine.Graph;

namespace PolicyEngine.Selecting;

/// <summary>
/// Of the images that a rule selects, those that another one of them reaches: a tagged platform of a tagged index takes no place in any
/// count, but shares the place of that index (semantics.md#rules). Of images that reach each other, the first by digest has the place.
/// </summary>
internal static class SharedPlaces
{
    /// <summary>The selected images that share the place of another one; a new set.</summary>
    public static NodeSet Find(DigestGraph graph, NodeSet selected)
    {
        var below = new NodeSetBuilder(selected.Capacity);
        foreach (var node in selected)
        {
            foreach (var target in graph.KeepEdges[node])
            {
                below.Add(target);
            }
        }

        below = graph.Closure(below);
        var sharing = below.ToBuilder().IntersectWith(selected);
        if (!sharing.IsEmpty)
        {
            RemoveLeaders(graph, selected, below, sharing);
        }

        return sharing;
    }

    /// <summary>The first selected image that reaches a sharing one, for explanations.</summary>
    public static NodeId LeaderOf(DigestGraph graph, NodeSet selected, NodeSet sharing, NodeId node)
    {
        var seed = new NodeSetBuilder(graph.PresentCount);
        seed.Add(node);
        foreach (var above in Reachability.Closure(graph.KeptBy, seed).IntersectWith(selected).ExceptWith(sharing))
        {
            return above;
        }

        return node;
    }

    /// <summary>In a circle every image is reached by itself: the first one of
    /// it has a place, unless something outside the circle reaches it.</summary>
    private static void RemoveLeaders(DigestGraph graph, NodeSet selected, NodeSet below, NodeSetBuilder sharing)
    {
        var outside = new NodeSetBuilder(graph.PresentCount);
        foreach (var node in graph.PresentNodes)
        {
            if (!below.Contains(node))
            {
                outside.Add(node);
            }
        }

        var componentOf = StronglyConnected.Components(graph.KeepEdges, graph.PresentCount, outside, out var count);
        var reached = new bool[count];
        foreach (var node in graph.PresentNodes)
        {
            if (!below.Contains(node) && !selected.Contains(node))
            {
                continue;
            }

            foreach (var target in graph.KeepEdges[node])
            {
                reached[componentOf[target]] |= componentOf[target] != componentOf[node];
            }
        }

        foreach (var node in sharing.ToBuilder())
        {
            var component = componentOf[node];
            if (!reached[component])
            {
                sharing.Remove(node);
                reached[component] = true;
            }
        }
    }
}
