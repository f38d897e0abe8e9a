using PolicyEngine.Graph;
using PolicyEngine.Oci;

namespace PolicyEngine.Planning;

/// <summary>Re-derives the safety of a plan from the graph, without the evaluation: nothing that is kept may lose a piece.</summary>
internal static class PlanVerifier
{
    /// <summary>Counts what is kept, and the pieces of it that would go.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="deleted">What would go.</param>
    /// <param name="untagged">The user tags that would be removed.</param>
    public static PlanProof Verify(DigestGraph graph, NodeSet deleted, TagSet untagged)
    {
        var dangling = 0;
        var takesReferrers = RegistryVendors.DeletesReferrers(graph.Info.KnownVendor) is not null;
        foreach (var node in graph.PresentNodes)
        {
            if (!deleted.Contains(node))
            {
                dangling += takesReferrers ? CountGone(graph, deleted, graph.Subjects[node]) : 0;
                var pieces = CountGone(graph, deleted, graph.Children[node]) + CountGone(graph, deleted, graph.Referrers[node]);
                dangling += Math.Max(pieces, CountGone(graph, deleted, graph.KeepEdges[node]));
            }
        }

        var keptTags = 0;
        foreach (var tag in graph.Tags)
        {
            keptTags += deleted.Contains(graph.TagTarget(tag)) || untagged.Contains(tag) ? 0 : 1;
        }

        foreach (var tag in graph.ReferrerTags)
        {
            keptTags += deleted.Contains(tag.Target) ? 0 : 1;
        }

        return new PlanProof(keptTags, graph.PresentCount - deleted.Count, dangling);
    }

    private static int CountGone(DigestGraph graph, NodeSet deleted, ReadOnlySpan<NodeId> pieces)
    {
        var gone = 0;
        foreach (var piece in pieces)
        {
            gone += piece < graph.PresentCount && deleted.Contains(piece) ? 1 : 0;
        }

        return gone;
    }
}
