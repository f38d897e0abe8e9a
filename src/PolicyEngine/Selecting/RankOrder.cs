using PolicyEngine.Graph;
using PolicyEngine.Values;

namespace PolicyEngine.Selecting;

/// <summary>The key that images are ordered by (semantics.md#actions, <c>order-by</c>).</summary>
internal enum RankKey
{
    Pushed,
    Pulled,
    Active,
    Semver,
    Tag,
}

/// <summary>A total order of images, first is best: the key, then the time (newest first), then the highest version of all its tags, then its greatest tag, then the digest (semantics.md#order).</summary>
internal sealed class RankOrder(EvaluationContext context, RankKey key, NodeSet selectedTags) : IComparer<int>
{
    // Held while a pool is sorted: all rules together would hold each image many times.
    private Dictionary<int, SemanticVersion?>? _selectedVersions;
    private Dictionary<int, string?>? _selectedNames;

    /// <inheritdoc/>
    public int Compare(int left, int right)
    {
        var order = CompareKeys(left, right);
        return order != 0 ? order : CompareRest(left, right);
    }

    /// <summary>Whether only other tags, or digests, tell two images apart.</summary>
    public bool IsTie(int left, int right) => CompareKeys(left, right) == 0 && context.Ages[left] == context.Ages[right];

    /// <summary>Whether an image has a key: among the tags that the rule selects, a version or any tag, where the order asks for one.</summary>
    public bool HasKey(int node) => key switch
    {
        RankKey.Semver => SelectedVersion(node) is not null,
        RankKey.Tag => SelectedName(node) is not null,
        RankKey.Pushed or RankKey.Pulled or RankKey.Active => true,
    };

    /// <summary>Sorts images of known age.</summary>
    public int[] Sort(NodeSet pool)
    {
        if (key == RankKey.Pushed)
        {
            return context.InTimeOrder(pool);
        }

        var nodes = new List<int>();
        foreach (var node in pool)
        {
            nodes.Add(node);
        }

        (_selectedVersions, _selectedNames) = ([], []);
        nodes.Sort(this);
        (_selectedVersions, _selectedNames) = (null, null);
        return [.. nodes];
    }

    /// <summary>The part of the order after the key.</summary>
    public static int CompareRest(EvaluationContext context, int left, int right)
    {
        var order = context.Ages[right].CompareTo(context.Ages[left]);
        order = order != 0 ? order : Descending(context.HighestVersion(left), context.HighestVersion(right));
        order = order != 0 ? order : DescendingNames(context.GreatestTag(left), context.GreatestTag(right));
        return order != 0 ? order : left.CompareTo(right);
    }

    private int CompareRest(int left, int right) => CompareRest(context, left, right);

    private int CompareKeys(int left, int right) => key switch
    {
        RankKey.Pushed => context.Ages[right].CompareTo(context.Ages[left]),
        RankKey.Pulled => context.PulledTicks(right).CompareTo(context.PulledTicks(left)),
        RankKey.Active => Math.Max(context.PulledTicks(right), context.Ages[right]).CompareTo(Math.Max(context.PulledTicks(left), context.Ages[left])),
        RankKey.Semver => Descending(SelectedVersion(left), SelectedVersion(right)),
        RankKey.Tag => DescendingNames(SelectedName(left), SelectedName(right)),
        _ => throw new ArgumentOutOfRangeException(nameof(left), key, "unknown key"),
    };

    private static int Descending(SemanticVersion? left, SemanticVersion? right) =>
        left is null ? (right is null ? 0 : 1) : right is null ? -1 : right.CompareTo(left);

    private static int DescendingNames(string? left, string? right) =>
        left is null ? (right is null ? 0 : 1) : right is null ? -1 : NaturalOrder.Compare(right, left);

    private SemanticVersion? SelectedVersion(int node)
    {
        SemanticVersion? best = null;
        if (_selectedVersions?.TryGetValue(node, out best) != true)
        {
            foreach (var tag in context.Graph.TagsOf(node))
            {
                if (selectedTags.Contains(tag) && context.VersionOf(tag) is { } version && version.CompareTo(best) > 0)
                {
                    best = version;
                }
            }

            _selectedVersions?.Add(node, best);
        }

        return best;
    }

    private string? SelectedName(int node)
    {
        string? best = null;
        if (_selectedNames?.TryGetValue(node, out best) != true)
        {
            foreach (var tag in context.Graph.TagsOf(node))
            {
                var text = context.Graph.TagText(tag);
                if (selectedTags.Contains(tag) && (best is null || NaturalOrder.Compare(text, best) > 0))
                {
                    best = text;
                }
            }

            _selectedNames?.Add(node, best);
        }

        return best;
    }
}
