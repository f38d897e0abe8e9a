using PolicyEngine.Explaining;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Planning.Files;
using PolicyEngine.Reporting.Wording;

namespace PolicyEngine.Reporting.Graphs;

/// <summary>The phrases for the nodes of a graph. None is escaped.</summary>
internal static class NodeWords
{
    /// <summary><c>index</c>, <c>image linux/amd64</c>, <c>attestation</c>, <c>referrer application/…</c>.</summary>
    public static string What(DigestGraph graph, NodeId node)
    {
        var role = node < graph.PresentCount ? graph.RoleOf(node) : ManifestRole.Child;
        var noun = role switch
        {
            ManifestRole.Root when graph.Orphans.Contains(node) => "orphaned referrer",
            ManifestRole.Root or ManifestRole.Child => PlanWords.Of(graph.KindOf(node)),
            ManifestRole.ReferrerTag => "referrer by tag",
            ManifestRole.Attestation or ManifestRole.Referrer => PlanWords.Of(role),
            ManifestRole.Notice => "notice of announced deletions",
        };
        var detail = role is ManifestRole.Attestation or ManifestRole.Notice
            ? null
            : graph.PlatformOf(node) ?? (graph.KindOf(node) == ManifestKind.Artifact ? graph.ArtifactTypeOf(node) : null);
        return detail is null ? noun : $"{noun} {detail}";
    }

    /// <summary><c>pushed 40 days ago</c>, or <c>age unknown</c>.</summary>
    public static string Age(GraphView view, NodeId node) =>
        view.TimeOf(node) is { } time ? PlanWording.Age(time, view.TimeSourceOf(node), view.Now) : "age unknown";

    /// <summary>Why a manifest was not read.</summary>
    public static string Unread(DigestGraph graph, NodeId node) =>
        graph.Info.IsListedButGone(graph.TextOf(node)) ? "manifest missing" : "not read";

    /// <summary>The size that is shown: of a root with all that it reaches,
    /// of a piece its own document and blobs. 0 where unknown.</summary>
    public static long Size(GraphView view, NodeId node) =>
        node < view.Graph.PresentCount && view.Graph.Roots.Contains(node)
            ? view.ReachedBytesOf(node) ?? 0
            : ByteAccounting.OwnOf(view.Graph, node);
}
