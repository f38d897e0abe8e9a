using PolicyEngine.Explaining;
using PolicyEngine.Graph;
using PolicyEngine.Reporting.Formats.Json;
using PolicyEngine.Reporting.Summaries;

namespace PolicyEngine.Reporting.Graphs;

/// <summary>The phrases for the nodes of a graph. None is escaped.</summary>
internal static class NodeWords
{
    /// <summary><c>index</c>, <c>image linux/amd64</c>, <c>attestation</c>, <c>referrer application/…</c>.</summary>
    public static string What(DigestGraph graph, int node)
    {
        var role = node < graph.PresentCount ? graph.RoleOf(node) : ManifestRole.Child;
        var noun = role switch
        {
            ManifestRole.Root when graph.Orphans.Contains(node) => "orphaned referrer",
            ManifestRole.Root or ManifestRole.Child => PlanWords.Of(graph.KindOf(node)),
            ManifestRole.ReferrerTag => "referrer by tag",
            _ => PlanWords.Of(role),
        };
        var detail = role == ManifestRole.Attestation ? null : graph.PlatformOf(node) ?? (graph.KindOf(node) == ManifestKind.Artifact ? graph.ArtifactTypeOf(node) : null);
        return detail is null ? noun : $"{noun} {detail}";
    }

    /// <summary><c>pushed 40 days ago</c>, or <c>age unknown</c>.</summary>
    public static string Age(GraphView view, int node) =>
        view.TimeOf(node) is { } time ? Wording.Age(time, view.TimeSourceOf(node), view.Now) : "age unknown";

    /// <summary>The bytes of a manifest's document and of its blobs.</summary>
    public static long OwnBytes(DigestGraph graph, int node)
    {
        var bytes = graph.SizeOf(node);
        if (node < graph.PresentCount)
        {
            foreach (var blob in graph.BlobsOf(node))
            {
                bytes += graph.BlobSize(blob);
            }
        }

        return bytes;
    }

    /// <summary>The bytes of a manifest and of all that it reaches, each blob once.</summary>
    public static long AllBytes(DigestGraph graph, int node)
    {
        var start = new NodeSet(graph.PresentCount);
        start.Add(node);
        return new ByteAccounting(graph).Deleted(graph.Closure(start));
    }
}
