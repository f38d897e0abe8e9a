using System.Collections.Immutable;
using PolicyEngine.Graph;

namespace PolicyEngine.Selecting;

/// <summary>What the criteria of one rule count: a pool of images, and how it is ordered and grouped.</summary>
internal sealed class Ranking(EvaluationContext context, NodeSet pool, NodeSet selectedTags, RankKey key, ImmutableArray<GroupKey> per)
{
    private RankOrder? _counted;
    private IReadOnlyList<RankGroup>? _groups;

    /// <summary>The repository.</summary>
    public EvaluationContext Context => context;

    /// <summary>The images that are counted; all of known age.</summary>
    public NodeSet Pool => pool;

    /// <summary>The order of the rule.</summary>
    public RankOrder Order { get; } = new(context, key, selectedTags);

    /// <summary>The images whose tags give no group: spared and reported (semantics.md#details).</summary>
    public List<int> Ungrouped { get; } = [];

    /// <summary>The ties that decided across a boundary: the last that is kept, and the first that is not.</summary>
    public List<(int Inside, int Outside)> Ties { get; } = [];

    /// <summary>The groups that the last <see cref="First"/> counted, for explanations. Sorted again when asked for: all rules together would hold each image many times.</summary>
    public IReadOnlyList<RankGroup> Groups => _counted is null ? [] : _groups ??= Group(_counted.Sort(pool));

    /// <summary>The number that the last <see cref="First"/> took from each group.</summary>
    public int Places { get; private set; }

    /// <summary>All images in order, without groups.</summary>
    public int[] Sorted() => Order.Sort(pool);

    /// <summary>The images of each group, newest first, whatever the order of the rule; those that have no group are in <see cref="Ungrouped"/>.</summary>
    /// <remarks>Held for the last ranking only: each period of a rule counts the same groups, and all rules together would hold each image many times.</remarks>
    public IReadOnlyList<RankGroup> InTime()
    {
        if (context.LastGroups is { } last && last.Pool == pool && last.SelectedTags == selectedTags && last.Per == per)
        {
            Ungrouped.Clear();
            Ungrouped.AddRange(last.Ungrouped);
            return last.Groups;
        }

        var groups = Group(context.InTimeOrder(pool));
        context.LastGroups = (pool, selectedTags, per, groups, [.. Ungrouped]);
        return groups;
    }

    /// <summary>The first <paramref name="count"/> of each group, with those that have no group.</summary>
    public NodeSet First(int count, RankKey? otherKey = null)
    {
        var order = otherKey is { } other ? new RankOrder(context, other, selectedTags) : Order;
        var groups = Group(order.Sort(pool));
        var result = new NodeSet(pool.Capacity);
        foreach (var group in groups)
        {
            for (var i = 0; i < Math.Min(count, group.Nodes.Count); i++)
            {
                result.Add(group.Nodes[i]);
            }

            if (count > 0 && count < group.Nodes.Count && order.IsTie(group.Nodes[count - 1], group.Nodes[count]))
            {
                Ties.Add((group.Nodes[count - 1], group.Nodes[count]));
            }
        }

        foreach (var node in Ungrouped)
        {
            result.Add(node);
        }

        (_counted, Places, _groups) = (order, count, null);
        return result;
    }

    /// <summary>The places of an image in the groups that were counted last: rank from 1, and the size of the group.</summary>
    public IReadOnlyList<(string Group, int Rank, int Count)> RanksOf(int node)
    {
        if (_counted is null || !pool.Contains(node))
        {
            return [];
        }

        var ranks = new List<(string, int, int)>();
        foreach (var key in KeysOf(node).Order(StringComparer.Ordinal))
        {
            var group = Groups[Find(Groups.Count, i => StringComparer.Ordinal.Compare(Groups[i].Key, key))];
            ranks.Add((key, Find(group.Nodes.Count, i => _counted.Compare(group.Nodes[i], node)) + 1, group.Nodes.Count));
        }

        return ranks;
    }

    /// <summary>The place of what is certainly there, by comparing in order.</summary>
    private static int Find(int count, Func<int, int> compare)
    {
        var (low, high) = (0, count - 1);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = compare(middle) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private IReadOnlyList<RankGroup> Group(int[] sorted)
    {
        Ungrouped.Clear();
        if (per.IsEmpty)
        {
            return [new RankGroup(string.Empty, sorted)];
        }

        var groups = new SortedDictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (var node in sorted)
        {
            var keys = KeysOf(node);
            if (keys.Length == 0)
            {
                Ungrouped.Add(node);
            }

            foreach (var groupKey in keys)
            {
                if (!groups.TryGetValue(groupKey, out var members))
                {
                    groups[groupKey] = members = [];
                }

                members.Add(node);
            }
        }

        return [.. groups.Select(g => new RankGroup(g.Key, g.Value))];
    }

    /// <summary>The groups of an image, each once.</summary>
    public string[] KeysOf(int node) => per.IsEmpty
        ? [string.Empty]
        : [.. context.Graph.TagsOf(node).ToArray().Where(selectedTags.Contains).Select(KeyOf).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>The group of a tag; null where one of the keys has no value for it.</summary>
    private string? KeyOf(int tag)
    {
        var parts = new string[per.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (per[i].ValueOf(context, tag) is not { } value)
            {
                return null;
            }

            parts[i] = value;
        }

        return string.Join(", ", parts);
    }
}
