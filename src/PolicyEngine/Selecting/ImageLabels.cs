using PolicyEngine.Graph;

namespace PolicyEngine.Selecting;

/// <summary>The config labels of images; for an index those of any present child. Pure.</summary>
internal static class ImageLabels
{
    /// <summary>The labels that are known.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(DigestGraph graph, NodeId node)
    {
        foreach (var label in graph.LabelsOf(node))
        {
            yield return label;
        }

        for (var i = 0; i < graph.Children[node].Length; i++)
        {
            var child = graph.Children[node][i];
            foreach (var label in child < graph.PresentCount ? graph.LabelsOf(child) : [])
            {
                yield return label;
            }
        }
    }

    /// <summary>Whether there may be more.</summary>
    public static bool AreUnknown(DigestGraph graph, NodeId node)
    {
        var areUnknown = graph.HasUnknownLabels(node);
        foreach (var child in graph.Children[node])
        {
            areUnknown |=
                child < graph.PresentCount && graph.HasUnknownLabels(child) && (graph.IsUnread(child) || !graph.IsAttestation(child));
        }

        return areUnknown;
    }
}
