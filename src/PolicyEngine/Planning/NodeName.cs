using PolicyEngine.Graph;

namespace PolicyEngine.Planning;

/// <summary>How manifests are called in sentences.</summary>
internal static class NodeName
{
    private const int DigitsShown = 12;

    /// <summary>The first tag with the short digest, or the short digest alone: <c>pr-7 (sha256:0123456789ab)</c>.</summary>
    public static string Of(DigestGraph graph, int node)
    {
        var tags = graph.TagsOf(node);
        return tags.IsEmpty ? Short(graph, node) : $"{graph.TagText(tags[0])} ({Short(graph, node)})";
    }

    /// <summary>The algorithm and the first digits.</summary>
    public static string Short(DigestGraph graph, int node)
    {
        var text = graph.TextOf(node);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return text[..Math.Min(text.Length, colon + 1 + DigitsShown)];
    }
}
