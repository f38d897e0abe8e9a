using PolicyEngine.Graph;
using PolicyEngine.Selecting;

namespace PolicyEngine.Evaluation;

/// <summary>What registries refuse to delete by rules known in advance (semantics.md#limits).</summary>
internal static class Retention
{
    /// <summary>The locked manifests among what would go, but for those that another one reaches: they stay with it.</summary>
    public static NodeSetBuilder FindLocked(DigestGraph graph, NodeSet live)
    {
        var locked = new NodeSetBuilder(graph.PresentCount);
        var reached = new NodeSetBuilder(graph.PresentCount);
        foreach (var node in graph.PresentNodes)
        {
            if (!live.Contains(node) && graph.IsLocked(node))
            {
                locked.Add(node);
                foreach (var target in graph.KeepEdges[node])
                {
                    reached.Add(target);
                }
            }
        }

        var first = locked.ToBuilder().ExceptWith(graph.Closure(reached));
        var rest = locked.ExceptWith(graph.Closure(first));
        foreach (var node in rest.ToBuilder())
        {
            // Only manifests that reach each other are left; the smallest digest of each such group stands for it.
            if (rest.Contains(node))
            {
                first.Add(node);
                rest.ExceptWith(graph.Closure(first));
            }
        }

        return first;
    }

    /// <summary>Where the registry refuses to delete the last tagged image
    /// (GitHub), and every tagged image would go: the newest tagged root.</summary>
    public static NodeId? FindLastTagged(EvaluationContext context, NodeSet live)
    {
        var graph = context.Graph;
        if (!graph.Info.Kind.KeepsLastTagged || !graph.HasImageTags)
        {
            return null;
        }

        var tagged = new NodeSetBuilder(graph.PresentCount);
        foreach (var tag in graph.Tags)
        {
            if (graph.Notices.Contains(graph.TagTarget(tag)))
            {
                continue;
            }

            if (live.Contains(graph.TagTarget(tag)))
            {
                return null;
            }

            tagged.Add(graph.TagTarget(tag));
        }

        // What is deleted has a known age, so the order by time holds them all.
        return context.InTimeOrder(tagged) is [var newest, ..] ? newest : null;
    }
}
