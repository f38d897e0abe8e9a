using System.Collections.Immutable;
using System.Globalization;
using PolicyEngine.Graph;
using PolicyEngine.Planning;

namespace PolicyEngine.Checking;

/// <summary>Finds what is broken in a repository, without a policy. Pure and thread-safe.</summary>
public static class IntegrityCheck
{
    private const int MostPaths = 10;
    private const int MostTags = 5;

    /// <summary>Checks a repository.</summary>
    public static IntegrityReport Check(DigestGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var violations = new List<IntegrityViolation>();
        foreach (var tag in graph.Info.DanglingTags)
        {
            violations.Add(
                new IntegrityViolation(
                    IntegrityKind.DanglingTag,
                    null,
                    [tag],
                    [],
                    [],
                    $"The tag '{tag}' is listed, but its manifest is missing."
                )
            );
        }

        foreach (var node in graph.PresentNodes)
        {
            violations.AddRange(Of(graph, node));
        }

        return new IntegrityReport(
            graph.Info,
            graph.PresentCount,
            graph.TagCount + graph.ReferrerTags.Count,
            [.. violations.OrderBy(v => v.Kind)]
        );
    }

    private static IEnumerable<IntegrityViolation> Of(DigestGraph graph, NodeId node)
    {
        var name = NameOf(graph, node);
        if (graph.IsUnread(node))
        {
            var isGone = graph.Info.IsListedButGone(graph.TextOf(node));
            yield return !isGone ? Violation(graph, node, IntegrityKind.Unread, [], $"{name} is listed, but could not be read.")
            : graph.AllTagsOf(node).Count == 0
                ? Violation(graph, node, IntegrityKind.Unread, [], $"{name} is listed, but its manifest is missing.")
            : Violation(
                graph,
                node,
                IntegrityKind.DanglingTag,
                [new MissingManifest(graph.TextOf(node), null)],
                $"{Tags(graph, node)} listed, but the manifest is missing."
            );
        }

        var children = graph.Children[node].Length;
        var missing = Missing(graph, graph.Children[node]);
        if (missing.Length > 0 && missing.Length == children)
        {
            yield return Violation(
                graph,
                node,
                IntegrityKind.Ghost,
                missing,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(children == 1 ? "The only child" : $"All {children} children")} of {name} {(children == 1 ? "is" : "are")} missing."
                )
            );
        }
        else if (missing.Length > 0)
        {
            yield return Violation(
                graph,
                node,
                IntegrityKind.Partial,
                missing,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{missing.Length} of the {children} children of {name} {(missing.Length == 1 ? "is" : "are")} missing."
                )
            );
        }

        if (graph.Orphans.Contains(node))
        {
            var subjects = Missing(graph, graph.Subjects[node]);
            yield return Violation(graph, node, IntegrityKind.OrphanedReferrer, subjects, $"{name} refers to a subject that is missing.");
        }
    }

    /// <summary>An orphan has no other name than its referrer tag.</summary>
    private static string NameOf(DigestGraph graph, NodeId node) =>
        graph.TagsOf(node).IsEmpty && graph.Orphans.Contains(node) && graph.AllTagsOf(node) is { Count: > 0 } tags
            ? $"{tags[0]} ({NodeName.Short(graph, node)})"
            : NodeName.Of(graph, node);

    private static string Tags(DigestGraph graph, NodeId node)
    {
        var tags = graph.AllTagsOf(node);
        var more = tags.Count > MostTags ? string.Create(CultureInfo.InvariantCulture, $" and {tags.Count - MostTags} more") : "";
        return $"The {(tags.Count == 1 ? "tag" : "tags")} "
            + $"{string.Join(", ", tags.Take(MostTags).Select(t => $"'{t}'"))}{more} "
            + $"{(tags.Count == 1 ? "is" : "are")}";
    }

    private static IntegrityViolation Violation(
        DigestGraph graph,
        NodeId node,
        IntegrityKind kind,
        ImmutableArray<MissingManifest> missing,
        string message
    ) => new(kind, graph.TextOf(node), [.. graph.AllTagsOf(node)], missing, GraphPaths.Find(graph, node, MostPaths), message);

    private static ImmutableArray<MissingManifest> Missing(DigestGraph graph, ReadOnlySpan<NodeId> nodes)
    {
        var missing = ImmutableArray.CreateBuilder<MissingManifest>();
        foreach (var node in nodes)
        {
            if (node >= graph.PresentCount)
            {
                missing.Add(new MissingManifest(graph.TextOf(node), graph.PlatformOf(node)));
            }
        }

        return missing.ToImmutable();
    }
}
