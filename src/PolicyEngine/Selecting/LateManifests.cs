using PolicyEngine.Graph;

namespace PolicyEngine.Selecting;

/// <summary>Tells listed manifests that are only late from those that are missing (semantics.md#incomplete-repositories). Pure.</summary>
internal static class LateManifests
{
    /// <summary>What is listed longer than that and has no manifest is not late: it is missing.</summary>
    private static readonly TimeSpan LatestArrival = TimeSpan.FromDays(1);

    /// <summary>The listed manifests that are missing; a new set.</summary>
    public static NodeSet FindMissing(EvaluationContext context)
    {
        var missing = new NodeSetBuilder(context.Graph.PresentCount);
        foreach (var node in context.Graph.Unread)
        {
            if (IsMissing(context, node))
            {
                missing.Add(node);
            }
        }

        return missing;
    }

    /// <summary>Whether a listed manifest answered 404 when it was too old
    /// to be only late (semantics.md#incomplete-repositories).</summary>
    public static bool IsMissing(EvaluationContext context, NodeId node)
    {
        var graph = context.Graph;
        var asked = graph.Info.TakenAt is { } taken && taken < context.Now ? taken : context.Now;
        return graph.PushedTicks(node) is not 0 and var pushed
            && asked.UtcTicks - pushed > LatestArrival.Ticks
            && graph.Info.IsListedButGone(graph.TextOf(node));
    }
}
