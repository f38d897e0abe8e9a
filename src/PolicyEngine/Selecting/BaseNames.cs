using PolicyEngine.Graph;
using PolicyEngine.Oci;

namespace PolicyEngine.Selecting;

/// <summary>What images name as their bases. Author-controlled. Pure.</summary>
internal static class BaseNames
{
    /// <summary>
    /// What a present manifest names: in its annotations and labels a digest, or else a name; in the entries of an index the same for
    /// each; in the provenance that it carries the digests of what was built with.
    /// </summary>
    public static IEnumerable<string> Of(DigestGraph graph, NodeId node)
    {
        var stated = graph.AnnotationsOf(node).Concat(graph.LabelsOf(node)).ToArray();
        var digests = ValuesOf(BaseKeys.Digest).Where(digest => ImageReferenceText.IsDigest(digest.Trim())).ToArray();
        return (digests.Length > 0 ? digests : ValuesOf(BaseKeys.Name)).Concat(graph.OtherBasesOf(node));

        string[] ValuesOf(string key) => [.. stated.Where(pair => pair.Key == key && pair.Value.Length > 0).Select(pair => pair.Value)];
    }

    /// <summary>
    /// The image references that a text may mean: a digest, or a name. One without a registry may mean any registry of the run.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="registries">The registries of the run.</param>
    public static IEnumerable<ImageReference> Read(string text, IEnumerable<string> registries)
    {
        var trimmed = text.Trim();
        if (ImageReferenceText.IsDigest(trimmed))
        {
            return [ImageReference.Anywhere(null, trimmed, "")];
        }

        if (ImageReferenceText.Parse(trimmed, "") is not { } reference)
        {
            return [];
        }

        return ImageReferenceText.HasRegistry(trimmed)
            ? [reference]
            : registries
                .SelectMany(registry =>
                    new[] { trimmed, $"library/{trimmed}" }.Select(name => ImageReferenceText.Parse($"{registry}/{name}", ""))
                )
                .OfType<ImageReference>()
                .Append(reference);
    }
}
