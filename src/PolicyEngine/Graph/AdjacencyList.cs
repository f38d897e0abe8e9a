using System.Runtime.InteropServices;

namespace PolicyEngine.Graph;

/// <summary>Edges in compressed sparse rows: for each node the targets, in one array. Immutable and thread-safe.</summary>
public sealed class AdjacencyList
{
    /// <summary>Up to this length looking through a row is quicker than marking targets all over memory.</summary>
    private const int ShortRow = 16;

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
    public ReadOnlySpan<NodeId> this[NodeId node] => TargetsOf<NodeId>(node);

    /// <summary>The position of a node's first edge among all edges, for columns that run along with them.</summary>
    public int OffsetOf(NodeId node) => _offsets[node];

    /// <summary>The targets of a source as ids of what they are.</summary>
    internal ReadOnlySpan<TId> TargetsOf<TId>(int source)
        where TId : struct, IGraphId<TId> => MemoryMarshal.Cast<int, TId>(Row(source));

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

    /// <summary>The rows of these edges without repetitions; the first of equal ones stays where it is.</summary>
    /// <param name="nodes">The number of sources.</param>
    /// <param name="targetCount">The bound of the targets' ids.</param>
    internal static AdjacencyList CreateDistinct(int nodes, int targetCount, ReadOnlySpan<int> sources, ReadOnlySpan<int> targets)
    {
        var all = Create(nodes, sources, targets);
        if (targets.IsEmpty)
        {
            return all;
        }

        int[]? seenBy = null;
        var length = 0;
        for (var node = 0; node < nodes; node++)
        {
            var end = all._offsets[node + 1];
            var start = all._offsets[node];
            all._offsets[node] = length;
            if (end - start > ShortRow && seenBy is null)
            {
                seenBy = new int[targetCount];
                seenBy.AsSpan().Fill(-1);
            }

            for (var i = start; i < end; i++)
            {
                var target = all._targets[i];
                if (
                    end - start <= ShortRow
                        ? !all._targets.AsSpan(all._offsets[node], length - all._offsets[node]).Contains(target)
                        : seenBy![target] != node
                )
                {
                    if (end - start > ShortRow)
                    {
                        seenBy![target] = node;
                    }

                    all._targets[length++] = target;
                }
            }
        }

        all._offsets[nodes] = length;
        return length == all._targets.Length ? all : new AdjacencyList(all._offsets, all._targets[..length]);
    }

    /// <summary>A row as it is held. Only while a graph is being built it may be put in order.</summary>
    internal Span<int> Row(int source) => _targets.AsSpan(_offsets[source], _offsets[source + 1] - _offsets[source]);

    /// <summary>Writes the rows.</summary>
    internal void AppendTo(FingerprintWriter writer)
    {
        writer.Append<int>(_offsets);
        writer.Append<int>(_targets);
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
