using System.Collections.Immutable;
using PolicyEngine.Criteria;
using PolicyEngine.Graph;

namespace PolicyEngine.Evaluation;

/// <summary>What the criteria of one rule count: a pool of images, and how it is ordered and grouped.</summary>
internal sealed class Ranking(EvaluationContext context, NodeSet pool, NodeSet selectedTags, RankKey key, ImmutableArray<GroupKey> per)
{
    private Dictionary<int, ImmutableArray<(string Group, int Rank, int Count)>>? _ranks;

    /// <summary>The repository.</summary>
    public EvaluationContext Context => context;

    /// <summary>The images that are counted; all of known age.</summary>
    public NodeSet Pool => pool;

    /// <summary>The order of the rule.</summary>
    public RankOrder Order { get; } = new(context, key, selectedTags);

    /// <summary>The images whose tags give no group: spared and reported (SPEC 1.4).</summary>
    public List<int> Ungrouped { get; } = [];

    /// <summary>The ties that decided across a boundary: the last that is kept, and the first that is not.</summary>
    public List<(int Inside, int Outside)> Ties { get; } = [];

    /// <summary>The groups that the last <see cref="First"/> counted, for explanations.</summary>
    public IReadOnlyList<RankGroup> Groups { get; private set; } = [];

    /// <summary>The number that the last <see cref="First"/> took from each group.</summary>
    public int Places { get; private set; }

    /// <summary>All images in order, without groups.</summary>
    public int[] Sorted() => Order.Sort(pool);

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

        (Groups, Places, _ranks) = (groups, count, null);
        return result;
    }

    /// <summary>The places of an image in the groups that were counted last: rank from 1, and the size of the group.</summary>
    public IReadOnlyList<(string Group, int Rank, int Count)> RanksOf(int node)
    {
        if (_ranks is null)
        {
            _ranks = [];
            for (var group = 0; group < Groups.Count; group++)
            {
                for (var i = 0; i < Groups[group].Nodes.Count; i++)
                {
                    var member = Groups[group].Nodes[i];
                    _ranks[member] = [.. _ranks.GetValueOrDefault(member, []), (Groups[group].Key, i + 1, Groups[group].Nodes.Count)];
                }
            }
        }

        return _ranks.GetValueOrDefault(node, []);
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
            var keys = context.Graph.TagsOf(node).ToArray().Where(selectedTags.Contains).Select(KeyOf).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
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
