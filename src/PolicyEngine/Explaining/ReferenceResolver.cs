using PolicyEngine.Diagnostics;
using PolicyEngine.Graph;

namespace PolicyEngine.Explaining;

/// <summary>Finds what a reference means in a repository: a tag, a digest, or at
/// least six digits that one digest begins with. A tag goes before digits.</summary>
internal static class ReferenceResolver
{
    private const int MinDigits = 6;
    private const int MostTags = 10_000;

    public static (ReferenceMatch Match, List<NodeId> Nodes, string? Problem) Resolve(DigestGraph graph, string reference)
    {
        if (graph.TryFindTag(reference, out var tag))
        {
            return (ReferenceMatch.Tag, [graph.TagTarget(tag)], null);
        }

        if (graph.ReferrerTags.FirstOrDefault(t => t.Text == reference) is { } referrerTag)
        {
            return (ReferenceMatch.ReferrerTag, [referrerTag.Target], null);
        }

        if (graph.Info.DanglingTags.Contains(reference, StringComparer.Ordinal))
        {
            return (
                ReferenceMatch.DanglingTag,
                [],
                $"The registry lists the tag '{reference}', but its manifest is missing: it points to nothing."
            );
        }

        var nodes = Digests(graph, reference);
        return nodes switch
        {
            [] => (ReferenceMatch.NotFound, nodes, NotFound(graph, reference)),
            [var node] when node >= graph.PresentCount => (
                ReferenceMatch.Missing,
                nodes,
                $"{graph.TextOf(node)} is referenced, but the repository does not have it."
            ),
            [_] => (ReferenceMatch.Digest, nodes, null),
            _ => (ReferenceMatch.Ambiguous, nodes, $"{nodes.Count} digests begin with '{reference}'. Use more digits."),
        };
    }

    private static List<NodeId> Digests(DigestGraph graph, string reference)
    {
        if (graph.TryFind(reference, out var exact))
        {
            return [exact];
        }

        var colon = reference.IndexOf(':', StringComparison.Ordinal);
        var digits = reference.AsSpan(colon + 1);
        var nodes = new List<NodeId>();
        if (digits.Length < MinDigits || digits.ContainsAnyExcept("0123456789abcdefABCDEF"))
        {
            return nodes;
        }

        var beginning = digits.ToString().ToLowerInvariant();
        foreach (var node in graph.Nodes)
        {
            var text = graph.TextOf(node).AsSpan();
            var encoded = text[(text.IndexOf(':') + 1)..];
            if (encoded.StartsWith(beginning, StringComparison.Ordinal) && (colon < 0 || text.StartsWith(reference.AsSpan(0, colon + 1))))
            {
                nodes.Add(node);
            }
        }

        return nodes;
    }

    private static string NotFound(DigestGraph graph, string reference)
    {
        var tags = graph.Tags.Take(MostTags).Select(graph.TagText);
        var closest = Suggestion.Text(Suggestion.Closest(reference, tags).Take(3));
        var colon = reference.IndexOf(':', StringComparison.Ordinal);
        var digits = reference[(colon + 1)..];
        var isShort =
            digits.Length < MinDigits && (colon > 0 || closest.Length == 0) && !digits.AsSpan().ContainsAnyExcept("0123456789abcdefABCDEF");
        return $"{graph.Info.FullName} has no tag or digest '{reference}'.{closest}"
            + (isShort ? $" A shortened digest needs at least {MinDigits} digits." : string.Empty);
    }
}
