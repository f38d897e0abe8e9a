using System.Collections.Immutable;
using PolicyEngine.Graph;

namespace PolicyEngine.Selecting;

/// <summary>What the criteria of one rule count: a pool of images, and how it is ordered and grouped.</summary>
internal sealed class Ranking(EvaluationContext context, NodeSet pool, TagSet selectedTags, RankBy by, ImmutableArray<GroupKey> per)
{
    private RankOrder? _counted;
    private IReadOnlyList<RankGroup>? _groups;

    /// <summary>The repository.</summary>
    public EvaluationContext Context => context;

    /// <summary>The images that are counted; all of known age.</summary>
    public NodeSet Pool => pool;

    /// <summary>The order of the rule.</summary>
    public RankOrder Order { get; } = new(context, by, selectedTags);

    /// <summary>The images whose tags give no group: spared and reported (semantics.md#details).</summary>
    public List<NodeId> Ungrouped { get; } = [];

    /// <summary>The ties that decided across a boundary: the last that is kept, and the first that is not.</summary>
    public List<(NodeId Inside, NodeId Outside)> Ties { get; } = [];

    /// <summary>The groups that the last <see cref="First"/> counted, for explanations. Sorted
    /// again when asked for: all rules together would hold each image many times.</summary>
    public IReadOnlyList<RankGroup> Groups => _counted is null ? [] : _groups ??= Group(_counted);

    /// <summary>The number that the last <see cref="First"/> took from each group.</summary>
    public int Places { get; private set; }

    /// <summary>All images in order, without groups.</summary>
    public NodeId[] Sorted() => Order.Sort(pool);

    /// <summary>The images of each group, newest first, whatever the order of the
    /// rule; those that have no group are in <see cref="Ungrouped"/>.</summary>
    /// <remarks>Held for the last ranking only: each period of a rule counts the same
    /// groups, and all rules together would hold each image many times.</remarks>
    public IReadOnlyList<RankGroup> InTime()
    {
        if (context.LastGroups is { } last && last.Pool == pool && last.SelectedTags == selectedTags && last.Per == per)
        {
            Ungrouped.Clear();
            Ungrouped.AddRange(last.Ungrouped);
            return last.Groups;
        }

        var groups = Group(new RankOrder(context, RankBy.Pushed, selectedTags));
        context.LastGroups = (pool, selectedTags, per, groups, [.. Ungrouped]);
        return groups;
    }

    /// <summary>The first <paramref name="count"/> of each group, with those that have no group.</summary>
    public NodeSetBuilder First(int count, RankBy? otherOrder = null)
    {
        var order = otherOrder is null ? Order : new RankOrder(context, otherOrder, selectedTags);
        var groups = Group(order);
        var result = new NodeSetBuilder(pool.Capacity);
        foreach (var group in groups)
        {
            for (var i = 0; i < Math.Min(count, group.Places.Count); i++)
            {
                result.Add(group.Places[i].Node);
            }

            if (count > 0 && count < group.Places.Count && order.IsTie(group.Places[count - 1], group.Places[count]))
            {
                Ties.Add((group.Places[count - 1].Node, group.Places[count].Node));
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
    public IReadOnlyList<(string Group, int Rank, int Count)> RanksOf(NodeId node)
    {
        if (_counted is null || !pool.Contains(node))
        {
            return [];
        }

        var ranks = new List<(string, int, int)>();
        foreach (var (name, place) in PlacesOf(node, _counted, KeysOf(_counted)).OrderBy(p => p.Key.Key, StringComparer.Ordinal))
        {
            var group = Groups[Find(Groups.Count, i => StringComparer.Ordinal.Compare(Groups[i].Name.Key, name.Key))];
            ranks.Add((name.Text, Find(group.Places.Count, i => _counted.Compare(group.Places[i], place)) + 1, group.Places.Count));
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

    private IReadOnlyList<RankGroup> Group(RankOrder order)
    {
        Ungrouped.Clear();
        var keys = KeysOf(order);
        if (keys.IsEmpty)
        {
            return [new RankGroup(GroupName.Everything, Array.ConvertAll(order.Sort(pool), order.PlaceOf))];
        }

        var groups = new SortedDictionary<string, (GroupName Name, List<RankPlace> Places)>(StringComparer.Ordinal);
        foreach (var node in order.Sort(pool))
        {
            var places = PlacesOf(node, order, keys);
            if (places.Count == 0)
            {
                Ungrouped.Add(node);
            }

            foreach (var (name, place) in places)
            {
                if (!groups.TryGetValue(name.Key, out var group))
                {
                    groups[name.Key] = group = (name, []);
                }

                group.Places.Add(place);
            }
        }

        if (order.Tags is not null)
        {
            // In each group an image stands with the tags that belong there.
            foreach (var group in groups.Values)
            {
                group.Places.Sort(order.Compare);
            }
        }

        return [.. groups.Values.Select(g => new RankGroup(g.Name, g.Places))];
    }

    /// <summary>The groups of <see cref="InTime"/> that an image is in.</summary>
    public IReadOnlyCollection<GroupName> TimeGroupsOf(NodeId node)
    {
        var order = new RankOrder(context, RankBy.Pushed, selectedTags);
        return PlacesOf(node, order, KeysOf(order)).Keys;
    }

    /// <summary>What the images are grouped by: versions also by the name before them and by flavour (semantics.md#versions).</summary>
    private ImmutableArray<GroupKey> KeysOf(RankOrder order)
    {
        var keys = new List<GroupKey>();
        if (order.By.IsByVersion)
        {
            keys.Add(new FlavourGroup(order.By.Captured?.Group));
        }

        if (per.Any(k => k.IsByVersion))
        {
            keys.Add(new FlavourGroup());
        }

        return [.. keys.Concat(per.Where(k => k is not FlavourGroup)).Distinct()];
    }

    /// <summary>The groups of an image, each once, with its place there:
    /// only tags that have a key give one where tags are ordered.</summary>
    private Dictionary<GroupName, RankPlace> PlacesOf(NodeId node, RankOrder order, ImmutableArray<GroupKey> keys)
    {
        var places = new Dictionary<GroupName, RankPlace>();
        if (keys.IsEmpty)
        {
            places.Add(GroupName.Everything, order.PlaceOf(node));
            return places;
        }

        var tags = context.Graph.TagsOf(node);
        if (tags.IsEmpty)
        {
            Add(TagId.None);
        }

        foreach (var tag in tags)
        {
            if (selectedTags.Contains(tag) && order.Tags?.HasKey(tag) != false)
            {
                Add(tag);
            }
        }

        return places;

        void Add(TagId tag)
        {
            foreach (var name in NamesOf(node, tag, keys))
            {
                var known = places.TryGetValue(name, out var place) ? place.Tag : TagId.None;
                places[name] = new RankPlace(node, order.Tags is null ? TagId.None : order.Better(known, tag));
            }
        }
    }

    /// <summary>The groups of an image by one of its tags; none where one of the keys has no value.</summary>
    private ImmutableArray<GroupName> NamesOf(NodeId node, TagId tag, ImmutableArray<GroupKey> keys)
    {
        var names = keys[0].NamesOf(context, node, tag);
        for (var i = 1; i < keys.Length && !names.IsEmpty; i++)
        {
            var more = keys[i].NamesOf(context, node, tag);
            names = more is [var one] && names is [var first] ? [first.With(one)] : [.. names.SelectMany(n => more.Select(n.With))];
        }

        return names;
    }
}
