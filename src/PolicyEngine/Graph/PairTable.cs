namespace PolicyEngine.Graph;

/// <summary>Keys and values of nodes (annotations, labels) as pairs of string ids in compressed sparse rows. Immutable.</summary>
internal sealed class PairTable
{
    private readonly int[]? _offsets;
    private readonly int[] _pairs;
    private readonly string[] _texts;

    private PairTable(int[]? offsets, int[] pairs, string[] texts)
    {
        _offsets = offsets;
        _pairs = pairs;
        _texts = texts;
    }

    /// <summary>The pairs of a node, by key.</summary>
    public IEnumerable<KeyValuePair<string, string>> this[NodeId node]
    {
        get
        {
            if (_offsets is null)
            {
                yield break;
            }

            for (var i = _offsets[node]; i < _offsets[node + 1]; i++)
            {
                yield return new(_texts[_pairs[2 * i]], _texts[_pairs[(2 * i) + 1]]);
            }
        }
    }

    /// <summary>Builds the table; of a key that a node has twice the ordinally smaller value stays.</summary>
    /// <param name="nodes">The number of nodes.</param>
    /// <param name="rows">Node, key and value; the strings are those of <paramref name="strings"/>.</param>
    public static PairTable Create(int nodes, List<(int Node, int Key, int Value)> rows, StringPool strings)
    {
        if (rows.Count == 0)
        {
            return new PairTable(null, [], []);
        }

        var sources = new int[rows.Count];
        var positions = new int[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            sources[i] = rows[i].Node;
            positions[i] = i;
        }

        var byNode = AdjacencyList.Create(nodes, sources, positions);
        var offsets = new int[nodes + 1];
        var pairs = new List<int>(2 * rows.Count);
        var texts = new StringPool();
        var sorted = new List<(string Key, string Value)>();
        for (var node = 0; node < nodes; node++)
        {
            sorted.Clear();
            foreach (var position in byNode.Row(node))
            {
                sorted.Add((strings[rows[position].Key]!, strings[rows[position].Value]!));
            }

            sorted.Sort(
                static (a, b) =>
                    string.CompareOrdinal(a.Key, b.Key) is var order && order != 0 ? order : string.CompareOrdinal(a.Value, b.Value)
            );
            for (var i = 0; i < sorted.Count; i++)
            {
                if (i == 0 || !string.Equals(sorted[i].Key, sorted[i - 1].Key, StringComparison.Ordinal))
                {
                    pairs.Add(texts.Intern(sorted[i].Key));
                    pairs.Add(texts.Intern(sorted[i].Value));
                }
            }

            offsets[node + 1] = pairs.Count / 2;
        }

        return new PairTable(offsets, [.. pairs], texts.ToArray());
    }

    /// <summary>Writes the table.</summary>
    public void AppendTo(FingerprintWriter writer)
    {
        writer.Append(_offsets);
        writer.Append<int>(_pairs);
        writer.Append(_texts.Length);
        foreach (var text in _texts)
        {
            writer.Append(text);
        }
    }
}
