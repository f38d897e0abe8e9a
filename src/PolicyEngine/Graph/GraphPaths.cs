using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace PolicyEngine.Graph;

/// <summary>Explains a digest: the ways on which user tags reach it along keep edges (semantics.md#the-digest-graph). Pure.</summary>
public static class GraphPaths
{
    /// <summary>The number of edges that one search may look at, each way:
    /// far more than honest repositories have around one digest.</summary>
    private const int Budget = 200_000;

    /// <summary>The number of paths at which a search ends, unless told otherwise.</summary>
    public const int MostPaths = 100;

    /// <summary>The most parts of a path; the middle of a longer one is <see cref="Elision"/>.
    /// Without a bound, a chain of n nested indexes makes a plan of n² parts.</summary>
    public const int MaxParts = 64;

    /// <summary>The parts of a longer path before its middle, the tag aside, and after it.</summary>
    internal const int Head = (MaxParts - 2) / 2;
    internal const int Tail = MaxParts - 2 - Head;

    /// <summary>The levels that one search looks through above a digest. Deeper, the one shortest path tells of all.</summary>
    private const int MostLevels = MaxParts;

    /// <summary>Stands for the middle of a path that has more than <see cref="MaxParts"/> parts.</summary>
    public const string Elision = "…";

    /// <summary>The paths <c>[tag, digest, …]</c> to a present node, the last digest its own. No digest comes twice in a path.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="node">A present node.</param>
    /// <param name="limit">The number of paths at which the search ends.</param>
    /// <returns>The first paths in ordinal order of their parts; none where no user tag reaches the node.</returns>
    /// <remarks>
    /// The work is bounded: where made-up cycles or depths would need more, later paths are missing, and a path that begins with
    /// <see cref="Elision"/> says so. The same graph gives the same paths always. A path has at most <see cref="MaxParts"/> parts.
    /// </remarks>
    public static ImmutableArray<ImmutableArray<string>> Find(DigestGraph graph, NodeId node, int limit = MostPaths)
    {
        if (graph.KeptBy[node].IsEmpty)
        {
            return Direct(graph, node, limit);
        }

        var (steps, tags, isWhole) = Upwards(graph, node);
        var paths = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        var budget = Budget;
        foreach (var tag in tags)
        {
            if (paths.Count >= limit || budget <= 0)
            {
                break;
            }

            Downwards(graph, tag, node, steps, limit, ref budget, paths);
        }

        if (paths.Count == 0 && !isWhole && graph.NearestTags.CutWayTo(node) is var (head, tail))
        {
            paths.Add([graph.TagText(graph.TagsOf(head[0])[0]), .. head.Select(graph.TextOf), Elision, .. tail.Select(graph.TextOf)]);
        }
        else if (paths.Count > 0 && paths.Count < limit && (!isWhole || budget <= 0))
        {
            paths.Add([Elision, graph.TextOf(node)]);
        }

        return paths.ToImmutable();
    }

    /// <summary>The first paths; where a limit below <see cref="MostPaths"/>
    /// leaves some out, the last one begins with <see cref="Elision"/>.</summary>
    internal static ImmutableArray<ImmutableArray<string>> FindSome(DigestGraph graph, NodeId node, int limit)
    {
        if (limit >= MostPaths)
        {
            return Find(graph, node);
        }

        var paths = Find(graph, node, limit + 1);
        return paths.Length <= limit ? paths : [.. paths[..limit], [Elision, graph.TextOf(node)]];
    }

    private static ImmutableArray<ImmutableArray<string>> Direct(DigestGraph graph, NodeId node, int limit)
    {
        var tags = graph.TagsOf(node);
        if (tags.IsEmpty)
        {
            return [];
        }

        var digest = graph.TextOf(node);
        var paths = ImmutableArray.CreateBuilder<ImmutableArray<string>>(Math.Min(limit, tags.Length));
        foreach (var tag in tags[..paths.Capacity])
        {
            paths.Add([graph.TagText(tag), digest]);
        }

        return paths.MoveToImmutable();
    }

    /// <summary>What reaches the node: the edges that lead towards it, ascending
    /// for each source, the tags, ascending, and whether that is all.</summary>
    private static (Dictionary<NodeId, List<NodeId>> Steps, List<TagId> Tags, bool IsWhole) Upwards(DigestGraph graph, NodeId node)
    {
        var steps = new Dictionary<NodeId, List<NodeId>>();
        var tags = new List<TagId>(graph.TagsOf(node).ToArray());
        var seen = new HashSet<NodeId> { node };
        var work = new Queue<(NodeId Node, int Level)>();
        work.Enqueue((node, 0));
        var (budget, isWhole) = (Budget, true);
        while (budget > 0 && work.TryDequeue(out var next))
        {
            var (target, level) = next;
            if (level == MostLevels)
            {
                isWhole &= graph.KeptBy[target].IsEmpty;
                continue;
            }

            foreach (var keeper in graph.KeptBy[target])
            {
                if (--budget < 0)
                {
                    isWhole = false;
                    break;
                }

                ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(steps, keeper, out _);
                (row ??= []).Add(target);
                if (seen.Add(keeper))
                {
                    tags.AddRange(graph.TagsOf(keeper));
                    work.Enqueue((keeper, level + 1));
                }
            }
        }

        foreach (var row in steps.Values)
        {
            row.Sort();
        }

        tags.Sort();
        return (steps, tags, isWhole && work.Count == 0);
    }

    private static IEnumerable<string> Parts(DigestGraph graph, List<(NodeId Node, int Next)> path)
    {
        return path.Count < MaxParts
            ? path.Select(step => graph.TextOf(step.Node))
            :
            [
                .. path.Take(Head).Select(step => graph.TextOf(step.Node)),
                Elision,
                .. path.TakeLast(Tail).Select(step => graph.TextOf(step.Node)),
            ];
    }

    private static void Downwards(
        DigestGraph graph,
        TagId tag,
        NodeId node,
        Dictionary<NodeId, List<NodeId>> steps,
        int limit,
        ref int budget,
        ImmutableArray<ImmutableArray<string>>.Builder paths
    )
    {
        var path = new List<(NodeId Node, int Next)> { (graph.TagTarget(tag), 0) };
        var onPath = new HashSet<NodeId> { path[0].Node };
        while (path.Count > 0 && paths.Count < limit && budget > 0)
        {
            var (current, next) = path[^1];
            if (current == node)
            {
                paths.Add([graph.TagText(tag), .. Parts(graph, path)]);
            }
            else if (steps.TryGetValue(current, out var targets) && next < targets.Count)
            {
                budget--;
                path[^1] = (current, next + 1);
                if (onPath.Add(targets[next]))
                {
                    path.Add((targets[next], 0));
                }

                continue;
            }

            onPath.Remove(current);
            path.RemoveAt(path.Count - 1);
        }
    }
}
