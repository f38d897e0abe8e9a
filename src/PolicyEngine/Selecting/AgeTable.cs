using PolicyEngine.Graph;

namespace PolicyEngine.Selecting;

/// <summary>The time that each manifest's age counts from (semantics.md#age). Immutable after construction.</summary>
internal sealed class AgeTable
{
    /// <summary>The earliest time that an image may state of itself: reproducible builds write 1970, 1980 or 2000.</summary>
    internal static readonly DateTimeOffset EarliestCreated = new(2013, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly long[] _ticks;
    private readonly AgeSource[] _sources;

    public AgeTable(DigestGraph graph, AgeSources sources, DateTimeOffset now)
    {
        _ticks = new long[graph.PresentCount];
        _sources = new AgeSource[graph.PresentCount];
        var latest = now.UtcTicks + TimeSpan.TicksPerDay;
        var countsFromUpdate = sources.UntaggedCountFromUpdate && graph.Info.Kind.UpdatesUntagged;
        var missing = new List<NodeId>();
        foreach (var node in graph.PresentNodes)
        {
            foreach (var source in sources.Order)
            {
                var ticks = Read(graph, node, source, latest);
                if (ticks != 0)
                {
                    _ticks[node] = ticks;
                    _sources[node] = source;
                    break;
                }
            }

            if (
                countsFromUpdate
                && _sources[node] == AgeSource.Pushed
                && graph.UpdatedTicks(node) > _ticks[node]
                && graph.Roots.Contains(node)
                && graph.TagsOf(node).IsEmpty
            )
            {
                (_ticks[node], _sources[node]) = (graph.UpdatedTicks(node), AgeSource.Updated);
            }

            if (_ticks[node] == 0 && graph.Children[node].Length > 0)
            {
                missing.Add(node);
            }
        }

        TakeFromChildren(graph, missing);
    }

    /// <summary>The time in UTC ticks, 0 where unknown.</summary>
    public long this[NodeId node] => _ticks[node];

    /// <summary>The source of the time.</summary>
    public AgeSource SourceOf(NodeId node) => _sources[node];

    private static long Read(DigestGraph graph, NodeId node, AgeSource source, long latest) =>
        source switch
        {
            AgeSource.Pushed => graph.PushedTicks(node),
            AgeSource.Updated => graph.UpdatedTicks(node),
            AgeSource.Created when IsPlausible(graph.CreatedTicks(node), latest) => graph.CreatedTicks(node),
            AgeSource.Created when IsPlausible(graph.AnnotatedTicks(node), latest) => graph.AnnotatedTicks(node),
            AgeSource.Created or AgeSource.Unknown or AgeSource.Children => 0,
        };

    private static bool IsPlausible(long ticks, long latest) => ticks >= EarliestCreated.UtcTicks && ticks <= latest;

    /// <summary>Indexes without a time of their own have the newest of their
    /// present children, nested ones first; cycles give nothing.</summary>
    private void TakeFromChildren(DigestGraph graph, List<NodeId> indexes)
    {
        var state = new Dictionary<NodeId, bool>(indexes.Count);
        foreach (var index in indexes)
        {
            state[index] = false;
        }

        var stack = new Stack<(NodeId Node, bool Leaving)>();
        foreach (var start in indexes)
        {
            stack.Push((start, false));
            while (stack.TryPop(out var frame))
            {
                var (node, leaving) = frame;
                if (leaving)
                {
                    Settle(graph, node);
                    continue;
                }

                if (!state.TryGetValue(node, out var visited) || visited)
                {
                    continue;
                }

                state[node] = true;
                stack.Push((node, true));
                foreach (var child in graph.Children[node])
                {
                    if (child < _ticks.Length)
                    {
                        stack.Push((child, false));
                    }
                }
            }
        }
    }

    private void Settle(DigestGraph graph, NodeId node)
    {
        foreach (var child in graph.Children[node])
        {
            if (child < _ticks.Length && _ticks[child] > _ticks[node])
            {
                _ticks[node] = _ticks[child];
                _sources[node] = AgeSource.Children;
            }
        }
    }
}
