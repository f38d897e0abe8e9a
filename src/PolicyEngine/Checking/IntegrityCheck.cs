using System.Collections.Immutable;
using System.Globalization;
using PolicyEngine.Graph;
using PolicyEngine.Planning;

namespace PolicyEngine.Checking;

/// <summary>Finds what is broken in a repository, without a policy. Pure and thread-safe.</summary>
public static class IntegrityCheck
{
    private const int MostPaths = 10;

    /// <summary>Checks a repository.</summary>
    public static IntegrityReport Check(DigestGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var violations = new List<IntegrityViolation>();
        foreach (var tag in graph.Info.DanglingTags)
        {
            violations.Add(new IntegrityViolation(IntegrityKind.DanglingTag, null, [tag], [], [], $"The tag '{tag}' is listed, but its manifest is missing."));
        }

        for (var node = 0; node < graph.PresentCount; node++)
        {
            violations.AddRange(Of(graph, node));
        }

        return new IntegrityReport(graph.Info, graph.PresentCount, graph.TagCount + graph.ReferrerTags.Count, [.. violations.OrderBy(v => v.Kind)]);
    }

    private static IEnumerable<IntegrityViolation> Of(DigestGraph graph, int node)
    {
        var name = NodeName.Of(graph, node);
        if (graph.IsUnread(node))
        {
            yield return Violation(graph, node, IntegrityKind.Unread, [], $"{name} is listed, but {(graph.Info.IsListedButGone(graph.TextOf(node)) ? "its manifest is missing" : "could not be read")}.");
        }

        var children = graph.Children[node].Length;
        var missing = Missing(graph, graph.Children[node]);
        if (missing.Length > 0 && missing.Length == children)
        {
            yield return Violation(graph, node, IntegrityKind.Ghost, missing, string.Create(CultureInfo.InvariantCulture, $"{(children == 1 ? "The only child" : $"All {children} children")} of {name} {(children == 1 ? "is" : "are")} missing."));
        }
        else if (missing.Length > 0)
        {
            yield return Violation(graph, node, IntegrityKind.Partial, missing, string.Create(CultureInfo.InvariantCulture, $"{missing.Length} of the {children} children of {name} {(missing.Length == 1 ? "is" : "are")} missing."));
        }

        if (graph.Orphans.Contains(node))
        {
            var subjects = Missing(graph, graph.Subjects[node]);
            yield return Violation(graph, node, IntegrityKind.OrphanedReferrer, subjects, $"{name} refers to a subject that is missing.");
        }
    }

    private static IntegrityViolation Violation(DigestGraph graph, int node, IntegrityKind kind, ImmutableArray<MissingManifest> missing, string message) =>
        new(kind, graph.TextOf(node), [.. graph.AllTagsOf(node)], missing, GraphPaths.Find(graph, node, MostPaths), message);

    private static ImmutableArray<MissingManifest> Missing(DigestGraph graph, ReadOnlySpan<int> nodes)
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
