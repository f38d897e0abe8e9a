using PolicyEngine.Graph;

namespace PolicyEngine.Reporting.Graphs;

/// <summary>What hangs a manifest on another one.</summary>
internal enum GraphEdgeKind
{
    /// <summary>An index lists it.</summary>
    Child,

    /// <summary>It refers to the other one, by its subject or by a referrer tag.</summary>
    Referrer,

    /// <summary>A document of an unknown type mentions it.</summary>
    Mention,
}

/// <summary>What hangs on each manifest, missing children included.</summary>
internal static class GraphEdges
{
    /// <summary>The edges of a present manifest: entries in the index's order,
    /// then referrers, then what is mentioned; each target once.</summary>
    public static IEnumerable<(NodeId Target, GraphEdgeKind Kind)> Of(DigestGraph graph, NodeId node)
    {
        var children = graph.Children[node].ToArray();
        var referrers = graph.Referrers[node].ToArray();
        return children
            .Select(c => (c, GraphEdgeKind.Child))
            .Concat(referrers.Except(children).Select(r => (r, GraphEdgeKind.Referrer)))
            .Concat(graph.KeepEdges[node].ToArray().Except(children).Except(referrers).Select(m => (m, GraphEdgeKind.Mention)));
    }

    /// <summary>The roots in the order in which people read them: tagged ones by
    /// their first tag, then untagged ones, then orphaned referrers.</summary>
    public static List<NodeId> Roots(DigestGraph graph)
    {
        var tagged = new List<NodeId>();
        var seen = new NodeSetBuilder(graph.PresentCount);
        foreach (var tag in graph.Tags)
        {
            if (seen.Add(graph.TagTarget(tag)))
            {
                tagged.Add(graph.TagTarget(tag));
            }
        }

        var untagged = new List<NodeId>();
        var orphans = new List<NodeId>();
        foreach (var root in graph.Roots)
        {
            if (!seen.Contains(root))
            {
                (graph.Orphans.Contains(root) ? orphans : untagged).Add(root);
            }
        }

        return [.. tagged, .. untagged, .. orphans];
    }
}
