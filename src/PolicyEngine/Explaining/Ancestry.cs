using PolicyEngine.Evaluation;
using PolicyEngine.Graph;

namespace PolicyEngine.Explaining;

/// <summary>What reaches a manifest along keep edges.</summary>
internal static class Ancestry
{
    /// <summary>All manifests that reach one, itself included, ascending.</summary>
    public static List<NodeId> Of(DigestGraph graph, NodeId node)
    {
        var seen = new HashSet<NodeId> { node };
        var work = new Stack<NodeId>([node]);
        while (work.TryPop(out var next))
        {
            foreach (var above in graph.KeptBy[next])
            {
                if (seen.Add(above))
                {
                    work.Push(above);
                }
            }
        }

        return [.. seen.Order()];
    }

    /// <summary>Those of them that stay by themselves: not only because something else reaches them.</summary>
    public static IEnumerable<NodeId> Seeds(RepositoryEvaluation evaluation, NodeId node) =>
        Of(evaluation.Graph, node).Where(n => IsSeed(evaluation, n));

    /// <summary>Whether a manifest stays by itself (semantics.md#the-digest-graph).</summary>
    public static bool IsSeed(RepositoryEvaluation evaluation, NodeId node) =>
        (evaluation.Graph.Roots.Contains(node) && !evaluation.Going.Contains(node))
        || evaluation.Context.Protected.Contains(node)
        || evaluation.Young.Contains(node)
        || evaluation.Graph.IsUnread(node)
        || evaluation.PossiblePieces.Contains(node)
        || evaluation.Retained.Contains(node);
}
