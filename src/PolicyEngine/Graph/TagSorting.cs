namespace PolicyEngine.Graph;

/// <summary>Tags in ordinal order with the builder's row that each points at.</summary>
internal sealed class TagSorting
{
    private readonly List<string> _texts;
    private readonly List<int> _rows;

    private TagSorting(List<string> texts, List<int> rows)
    {
        _texts = texts;
        _rows = rows;
    }

    public int Count => _texts.Count;

    public string TextOf(int tag) => _texts[tag];

    public int RowOf(int tag) => _rows[tag];

    /// <summary>Sorts tags and unites repetitions.</summary>
    /// <param name="digestOf">The digest's text of a row.</param>
    /// <param name="moved">The first tag that was seen on two digests, null if none; it stays on the smaller one.</param>
    public static TagSorting Sort(List<string> texts, List<int> rows, Func<int, string> digestOf, out string? moved)
    {
        moved = null;
        var keys = texts.ToArray();
        var targets = rows.ToArray();
        Array.Sort(keys, targets, StringComparer.Ordinal);
        var sortedTexts = new List<string>(keys.Length);
        var sortedRows = new List<int>(keys.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            if (sortedTexts.Count == 0 || !string.Equals(sortedTexts[^1], keys[i], StringComparison.Ordinal))
            {
                sortedTexts.Add(keys[i]);
                sortedRows.Add(targets[i]);
            }
            else if (sortedRows[^1] != targets[i])
            {
                moved ??= keys[i];
                sortedRows[^1] = string.CompareOrdinal(digestOf(targets[i]), digestOf(sortedRows[^1])) < 0 ? targets[i] : sortedRows[^1];
            }
        }

        return new TagSorting(sortedTexts, sortedRows);
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
            _rows[length++] = _rows[tag];
        }

        _texts.RemoveRange(length, _texts.Count - length);
        _rows.RemoveRange(length, _rows.Count - length);
    }

    public string[] TextsToArray() => [.. _texts];

    public int[] NodesToArray(int[] nodeOf)
    {
        var nodes = new int[Count];
        for (var tag = 0; tag < nodes.Length; tag++)
        {
            nodes[tag] = nodeOf[_rows[tag]];
        }

        return nodes;
    }
}
