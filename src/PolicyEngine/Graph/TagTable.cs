using System.Collections.Immutable;

namespace PolicyEngine.Graph;

/// <summary>The tags of a graph: those of users with dense ids in ordinal order, and those of referrers. Immutable.</summary>
internal sealed class TagTable
{
    private readonly string[] _texts;
    private readonly int[] _targets;
    private readonly AdjacencyList _byNode;
    private readonly AdjacencyList? _referrerTagsByNode;

    /// <summary>Builds the table from tags in ordinal order.</summary>
    /// <param name="nodes">The number of present nodes.</param>
    public TagTable(int nodes, string[] texts, int[] targets, ImmutableArray<ReferrerTag> referrerTags)
    {
        _texts = texts;
        _targets = targets;
        ReferrerTags = referrerTags;
        _byNode = AdjacencyList.Create(nodes, targets, [.. Enumerable.Range(0, targets.Length)]);
        if (!referrerTags.IsEmpty)
        {
            _referrerTagsByNode = AdjacencyList.Create(
                nodes,
                [.. referrerTags.Select(static t => t.Target.Value)],
                [.. Enumerable.Range(0, referrerTags.Length)]
            );
        }
    }

    /// <summary>The number of user tags.</summary>
    public int Count => _texts.Length;

    /// <summary>The referrer tags, in ordinal order.</summary>
    public ImmutableArray<ReferrerTag> ReferrerTags { get; }

    public string TextOf(TagId tag) => _texts[tag];

    public NodeId TargetOf(TagId tag) => NodeId.At(_targets[tag]);

    /// <summary>The user tags on a node.</summary>
    public ReadOnlySpan<TagId> On(NodeId node) => _byNode.TargetsOf<TagId>(node);

    public bool TryFind(string text, out TagId tag)
    {
        tag = TagId.At(Array.BinarySearch(_texts, text, StringComparer.Ordinal));
        return tag >= 0;
    }

    /// <summary>All tags on a node, in ordinal order.</summary>
    public IReadOnlyList<string> AllOn(NodeId node)
    {
        var referrers = _referrerTagsByNode is null ? [] : _referrerTagsByNode.Row(node);
        var users = On(node);
        var all = new string[users.Length + referrers.Length];
        for (var i = 0; i < users.Length; i++)
        {
            all[i] = _texts[users[i]];
        }

        for (var i = 0; i < referrers.Length; i++)
        {
            all[users.Length + i] = ReferrerTags[referrers[i]].Text;
        }

        if (!referrers.IsEmpty && !users.IsEmpty)
        {
            Array.Sort(all, StringComparer.Ordinal);
        }

        return all;
    }

    /// <summary>Writes the tags. Whom a referrer tag names follows from its text and the digests.</summary>
    public void AppendTo(FingerprintWriter writer)
    {
        writer.Append(_texts.Length);
        foreach (var text in _texts)
        {
            writer.Append(text);
        }

        writer.Append<int>(_targets);
        writer.Append(ReferrerTags.Length);
        foreach (var tag in ReferrerTags)
        {
            writer.Append(tag.Text);
            writer.Append(tag.Target);
        }
    }
}
