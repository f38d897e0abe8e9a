using PolicyEngine.Evaluation;
using PolicyEngine.Graph;
using PolicyEngine.Oci;

namespace PolicyEngine.Planning;

/// <summary>Finds parts that are kept while their image is deleted, and signatures that are not recognized as parts.</summary>
internal static class PartFindings
{
    public static void Add(RepositoryEvaluation evaluation, FindingList findings)
    {
        foreach (var (protection, nodes) in evaluation.Protections)
        {
            if (protection.InUse is not null)
            {
                continue;
            }

            foreach (var node in nodes)
            {
                if (FindDeletedAbove(evaluation, node) is { } image)
                {
                    var graph = evaluation.Graph;
                    findings.Add(
                        PlanDiagnostics.ProtectedPart,
                        graph.TextOf(node),
                        protection.Location,
                        protection.Name,
                        NodeName.Of(graph, node),
                        NodeName.Of(graph, image)
                    );
                }
            }
        }

        FindPrefixedSignatures(evaluation, findings);
    }

    /// <summary>The first deleted root that needs a manifest, or null.</summary>
    private static NodeId? FindDeletedAbove(RepositoryEvaluation evaluation, NodeId node)
    {
        var graph = evaluation.Graph;
        var found = graph.Roots.Contains(node);
        foreach (var above in graph.KeptBy[node])
        {
            found |= evaluation.Deleted.Contains(above);
        }

        if (!found || evaluation.Deleted.IsEmpty)
        {
            return null;
        }

        var seed = new NodeSetBuilder(graph.PresentCount);
        seed.Add(node);
        foreach (var image in Reachability.Closure(graph.KeptBy, seed).IntersectWith(graph.Roots).IntersectWith(evaluation.Deleted))
        {
            return image;
        }

        return null;
    }

    private static void FindPrefixedSignatures(RepositoryEvaluation evaluation, FindingList findings)
    {
        var graph = evaluation.Graph;
        foreach (var node in evaluation.Deleted.ToBuilder().IntersectWith(graph.Roots))
        {
            foreach (var tag in graph.TagsOf(node))
            {
                var text = graph.TagText(tag);
                var start = Math.Max(
                    text.LastIndexOf("sha256-", StringComparison.Ordinal),
                    text.LastIndexOf("sha512-", StringComparison.Ordinal)
                );
                if (
                    start > 0
                    && ReferrerTagName.TryParse(text[start..], out var name)
                    && graph.TryFind(name.Digest, out var subject)
                    && subject < graph.PresentCount
                    && evaluation.Live.Contains(subject)
                )
                {
                    findings.Add(PlanDiagnostics.PrefixedSignature, graph.TextOf(node), null, text, NodeName.Of(graph, subject));
                }
            }
        }
    }
}
