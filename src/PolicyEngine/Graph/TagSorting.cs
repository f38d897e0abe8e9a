namespace PolicyEngine.Graph;

/// <summary>Tags in ordinal order with the digest that each points at, as an id among the builder's rows.</summary>
internal sealed class TagSorting
{
    private readonly List<string> _texts;
    private readonly List<int> _ids;

    private TagSorting(List<string> texts, List<int> ids)
    {
        _texts = texts;
        _ids = ids;
    }

    public int Count => _texts.Count;

    public string TextOf(int tag) => _texts[tag];

    public int IdOf(int tag) => _ids[tag];

    /// <summary>Sorts tags and unites repetitions.</summary>
    /// <param name="idOf">The id of the digest that each tag is on.</param>
    /// <param name="moved">The first tag that was seen on two digests, null if none; it stays on the smaller one.</param>
    public static TagSorting Sort(List<string> texts, Func<int, int> idOf, ResolvedRows rows, out string? moved)
    {
        moved = null;
        var keys = new Key[texts.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = new Key(texts[i], idOf(i));
        }

        keys.AsSpan().Sort();
        var sortedTexts = new List<string>(keys.Length);
        var sortedIds = new List<int>(keys.Length);
        foreach (ref var key in keys.AsSpan())
        {
            if (sortedTexts.Count == 0 || !string.Equals(sortedTexts[^1], key.Text, StringComparison.Ordinal))
            {
                sortedTexts.Add(key.Text);
                sortedIds.Add(key.Id);
            }
            else if (sortedIds[^1] != key.Id)
            {
                moved ??= key.Text;
                sortedIds[^1] = string.CompareOrdinal(rows.TextOf(key.Id), rows.TextOf(sortedIds[^1])) < 0 ? key.Id : sortedIds[^1];
            }
        }

        return new TagSorting(sortedTexts, sortedIds);
    }

    /// <summary>Leaves out the tags at ascending positions.</summary>
    public void Remove(List<int> tags)
    {
        var next = 0;
        var length = 0;
        for (var tag = 0; tag < Count; tag++)
        {
            if (next < tags.Count && tags[next] == tag)
            {
                next++;
                continue;
            }

            _texts[length] = _texts[tag];
            _ids[length++] = _ids[tag];
        }

        _texts.RemoveRange(length, _texts.Count - length);
        _ids.RemoveRange(length, _ids.Count - length);
    }

    public string[] TextsToArray() => [.. _texts];

    public int[] NodesToArray(int[] nodeOf)
    {
        var nodes = new int[Count];
        for (var tag = 0; tag < nodes.Length; tag++)
        {
            nodes[tag] = nodeOf[_ids[tag]];
        }

        return nodes;
    }

    /// <summary>A tag with its first eight UTF-16 units at hand, which decide nearly every comparison.</summary>
    private readonly struct Key : IComparable<Key>
    {
        private readonly UInt128 _start;
        public readonly string Text;
        public readonly int Id;

        public Key(string text, int id)
        {
            Text = text;
            Id = id;
            for (var i = 0; i < 8; i++)
            {
                _start = (_start << 16) | (i < text.Length ? text[i] : '\0');
            }
        }

        public int CompareTo(Key other) =>
            _start != other._start ? _start.CompareTo(other._start) : string.CompareOrdinal(Text, other.Text);
    }
}
