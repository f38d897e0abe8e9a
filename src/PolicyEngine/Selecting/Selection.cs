using PolicyEngine.Graph;

namespace PolicyEngine.Selecting;

/// <summary>What a condition selects: the nodes for which it holds, and of their tags those that it gives (semantics.md#details).</summary>
/// <remarks>Whether a condition holds is a matter of logic; which tags it gives
/// is kept apart, since conditions side by side intersect them.</remarks>
internal sealed class Selection
{
    public Selection(NodeSet nodes, TagSet? tags = null)
    {
        Nodes = nodes;
        Tags = tags;
    }

    /// <summary>The nodes for which the condition holds.</summary>
    public NodeSet Nodes { get; }

    /// <summary>The tags that the condition gives; null for every tag. May hold tags
    /// of nodes that are not in <see cref="Nodes"/>: they do not count.</summary>
    public TagSet? Tags { get; }

    /// <summary>Both hold.</summary>
    public static Selection Intersect(Selection left, Selection right)
    {
        var tags =
            left.Tags is null ? right.Tags
            : right.Tags is null ? left.Tags
            : left.Tags.ToBuilder().IntersectWith(right.Tags);
        return new Selection(left.Nodes.ToBuilder().IntersectWith(right.Nodes), tags);
    }

    /// <summary>One of them holds; the tags of those that hold are united.</summary>
    public static Selection Unite(DigestGraph graph, Selection left, Selection right)
    {
        var nodes = left.Nodes.ToBuilder().UnionWith(right.Nodes);
        return left.Tags is null && right.Tags is null
            ? new Selection(nodes)
            : new Selection(nodes, left.ExplicitTags(graph).UnionWith(right.ExplicitTags(graph)));
    }

    /// <summary>The tags of the nodes for which the condition holds, as a new set.</summary>
    public TagSetBuilder ExplicitTags(DigestGraph graph)
    {
        var result = new TagSetBuilder(graph.TagCount);
        if (Tags is null)
        {
            foreach (var node in Nodes)
            {
                foreach (var tag in graph.TagsOf(node))
                {
                    result.Add(tag);
                }
            }
        }
        else
        {
            foreach (var tag in Tags)
            {
                if (Nodes.Contains(graph.TagTarget(tag)))
                {
                    result.Add(tag);
                }
            }
        }

        return result;
    }

    /// <summary>The end of a match: a tagged root that is left with no tag is not selected (semantics.md#details).</summary>
    public Selection Conclude(DigestGraph graph)
    {
        var tags = ExplicitTags(graph);
        var nodes = Nodes.ToBuilder();
        foreach (var node in Nodes)
        {
            var own = graph.TagsOf(node);
            var selected = own.IsEmpty;
            foreach (var tag in own)
            {
                selected |= tags.Contains(tag);
            }

            if (!selected)
            {
                nodes.Remove(node);
            }
        }

        return new Selection(nodes, tags);
    }
}
