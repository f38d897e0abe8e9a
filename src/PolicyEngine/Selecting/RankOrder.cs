using PolicyEngine.Graph;
using PolicyEngine.Values;

namespace PolicyEngine.Selecting;

/// <summary>A total order of images, first is best: the key, then the time (newest first), then the
/// highest version of all its tags, then its greatest tag, then the digest (semantics.md#order).</summary>
internal sealed class RankOrder(EvaluationContext context, RankBy by, TagSet selectedTags)
{
    /// <summary>What images are ordered by.</summary>
    public RankBy By => by;

    /// <summary>How tags are ordered; null where images are not ordered by their tags.</summary>
    public TagOrder? Tags { get; } = TagOrder.Of(context, by);

    /// <summary>Compares two images.</summary>
    public int Compare(RankPlace left, RankPlace right)
    {
        var order = CompareKeys(left, right);
        return order != 0 ? order : CompareRest(context, left.Node, right.Node);
    }

    /// <summary>Whether only other tags, or digests, tell two images apart.</summary>
    public bool IsTie(RankPlace left, RankPlace right) =>
        CompareKeys(left, right) == 0 && context.Ages[left.Node] == context.Ages[right.Node];

    /// <summary>Whether an image has a key: among the tags that the rule
    /// selects, a version or any tag, where the order asks for one.</summary>
    public bool HasKey(NodeId node) => Tags is null || PlaceOf(node).Tag >= 0;

    /// <summary>The image with the first of its selected tags in this order.</summary>
    public RankPlace PlaceOf(NodeId node)
    {
        var best = TagId.None;
        foreach (var tag in Tags is null ? [] : context.Graph.TagsOf(node))
        {
            if (selectedTags.Contains(tag) && Tags!.HasKey(tag))
            {
                best = Better(best, tag);
            }
        }

        return new RankPlace(node, best);
    }

    /// <summary>Of two tags that have a key, the first in this order; <see cref="TagId.None"/> is none.</summary>
    public TagId Better(TagId known, TagId tag) => known < 0 || Tags!.Compare(tag, known) > 0 ? tag : known;

    /// <summary>Sorts images of known age.</summary>
    public NodeId[] Sort(NodeSet pool)
    {
        if (by.Key == RankKey.Pushed)
        {
            return context.InTimeOrder(pool);
        }

        var places = new List<RankPlace>();
        foreach (var node in pool)
        {
            places.Add(PlaceOf(node));
        }

        places.Sort(Compare);
        return [.. places.Select(p => p.Node)];
    }

    /// <summary>The part of the order after the key.</summary>
    public static int CompareRest(EvaluationContext context, NodeId left, NodeId right)
    {
        var order = context.Ages[right].CompareTo(context.Ages[left]);
        order = order != 0 ? order : Descending(context.HighestVersion(left), context.HighestVersion(right));
        order = order != 0 ? order : DescendingNames(context.GreatestTag(left), context.GreatestTag(right));
        return order != 0 ? order : left.CompareTo(right);
    }

    private int CompareKeys(RankPlace left, RankPlace right) =>
        by.Key switch
        {
            RankKey.Pushed => context.Ages[right.Node].CompareTo(context.Ages[left.Node]),
            RankKey.Pulled => context.PulledTicks(right.Node).CompareTo(context.PulledTicks(left.Node)),
            RankKey.Active => ActiveTicks(right.Node).CompareTo(ActiveTicks(left.Node)),
            RankKey.Semver or RankKey.Version or RankKey.Tag or RankKey.Group => left.Tag < 0 || right.Tag < 0
                ? right.Tag.CompareTo(left.Tag)
                : Tags!.Compare(right.Tag, left.Tag),
        };

    private long ActiveTicks(NodeId node) => Math.Max(context.PulledTicks(node), context.Ages[node]);

    private static int Descending(SemanticVersion? left, SemanticVersion? right) =>
        left is null ? (right is null ? 0 : 1)
        : right is null ? -1
        : right.CompareTo(left);

    private static int DescendingNames(string? left, string? right) =>
        left is null ? (right is null ? 0 : 1)
        : right is null ? -1
        : NaturalOrder.Compare(right, left);
}

/// <summary>An image in an order.</summary>
/// <param name="Node">The image.</param>
/// <param name="Tag">The tag that it stands there with; <see cref="TagId.None"/>
/// where it is not ordered by its tags, or none of them has a key.</param>
internal readonly record struct RankPlace(NodeId Node, TagId Tag);
