namespace PolicyEngine.Graph;

/// <summary>Edges in compressed sparse rows: for each node the targets, in one array. Immutable and thread-safe.</summary>
public sealed class AdjacencyList
{
    private readonly int[] _offsets;
    private readonly int[] _targets;

    private AdjacencyList(int[] offsets, int[] targets)
    {
        _offsets = offsets;
        _targets = targets;
    }

    /// <summary>The number of nodes.</summary>
    public int Count => _offsets.Length - 1;

    /// <summary>The number of edges.</summary>
    public int EdgeCount => _targets.Length;

    /// <summary>The targets of a node, in the order in which the edges were given.</summary>
    public ReadOnlySpan<int> this[int node] => _targets.AsSpan(_offsets[node], _offsets[node + 1] - _offsets[node]);

    /// <summary>The position of a node's first edge among all edges, for columns that run along with them.</summary>
    public int OffsetOf(int node) => _offsets[node];

    /// <summary>Builds the rows by a counting sort of edges (stable).</summary>
    public static AdjacencyList Create(int nodes, ReadOnlySpan<int> sources, ReadOnlySpan<int> targets)
    {
        var offsets = new int[nodes + 1];
        foreach (var source in sources)
        {
            offsets[source + 1]++;
        }

        for (var i = 0; i < nodes; i++)
        {
            offsets[i + 1] += offsets[i];
        }

        var rows = new int[targets.Length];
        var next = offsets.AsSpan(0, nodes).ToArray();
        for (var i = 0; i < sources.Length; i++)
        {
            rows[next[sources[i]]++] = targets[i];
        }

        return new AdjacencyList(offsets, rows);
    }

    /// <summary>The same edges the other way round, over <paramref name="nodes"/> nodes; sources ascend within a row.</summary>
    public AdjacencyList Reverse(int nodes)
    {
        var sources = new int[_targets.Length];
        for (var node = 0; node < Count; node++)
        {
            sources.AsSpan(_offsets[node], _offsets[node + 1] - _offsets[node]).Fill(node);
        }

        return Create(nodes, _targets, sources);
    }
}
