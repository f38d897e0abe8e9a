using PolicyEngine.Oci;

namespace PolicyEngine.Graph;

/// <summary>The manifests that refer to a manifest itself: by <c>subject</c>, by a
/// referrer tag, and the entries of an index under OCI's referrer tag.</summary>
internal static class DirectReferrers
{
    /// <summary>The present ones, each with the cosign types of the referrer tags on it; a manifest may come twice.</summary>
    public static IReadOnlyList<(NodeId Node, string? CosignType)> Of(DigestGraph graph, NodeId node)
    {
        var found = new List<(NodeId Node, string? CosignType)>();
        var lists = new HashSet<NodeId>();
        foreach (var tag in graph.ReferrerTagsNaming(node))
        {
            if (ReferrerTagName.CosignTypeOf(tag.Text) is { } type)
            {
                found.Add((tag.Target, type));
            }
            else
            {
                lists.Add(tag.Target);
                foreach (var entry in graph.Children[tag.Target])
                {
                    if (entry < graph.PresentCount && entry != node)
                    {
                        found.Add((entry, null));
                    }
                }
            }
        }

        foreach (var referrer in graph.Referrers[node])
        {
            // The index under OCI's tag is the list of referrers, unless it says that it is something itself.
            if (!lists.Contains(referrer) || graph.ArtifactTypeOf(referrer) is not null)
            {
                found.Add((referrer, null));
            }
        }

        return found;
    }
}
