using PolicyEngine.Graph;

namespace PolicyEngine.Planning;

/// <summary>How manifests are called in sentences.</summary>
internal static class NodeName
{
    private const int DigitsShown = 12;

    /// <summary>The first tag with the short digest, or the short digest alone: <c>pr-7 (sha256:0123456789ab)</c>.</summary>
    public static string Of(DigestGraph graph, NodeId node) => Called(graph, node, DigitsShown);

    /// <summary>Two manifests in one sentence: with as many digits as tell their digests apart.</summary>
    public static (string First, string Second) Of(DigestGraph graph, NodeId first, NodeId second)
    {
        var (a, b) = (graph.TextOf(first), graph.TextOf(second));
        var digits = Math.Max(DigitsShown, a.AsSpan().CommonPrefixLength(b) - a.IndexOf(':', StringComparison.Ordinal));
        return (Called(graph, first, digits), Called(graph, second, digits));
    }

    /// <summary>The algorithm and the first digits.</summary>
    public static string Short(DigestGraph graph, NodeId node) => Short(graph, node, DigitsShown);

    private static string Called(DigestGraph graph, NodeId node, int digits)
    {
        var tags = graph.TagsOf(node);
        return tags.IsEmpty ? Short(graph, node, digits) : $"{graph.TagText(tags[0])} ({Short(graph, node, digits)})";
    }

    private static string Short(DigestGraph graph, NodeId node, int digits)
    {
        var text = graph.TextOf(node);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return text[..Math.Min(text.Length, colon + 1 + digits)];
    }
}
