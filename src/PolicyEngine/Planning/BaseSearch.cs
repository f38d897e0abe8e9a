using PolicyEngine.Evaluation;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;

namespace PolicyEngine.Planning;

/// <summary>
/// Collects what kept images name as their bases, until no plan keeps a further image (semantics.md#bases):
/// a base that is kept may itself have a base, in another repository. Not thread-safe.
/// </summary>
/// <param name="run">The repositories of the run, in a fixed order.</param>
internal sealed class BaseSearch(IReadOnlyList<DigestGraph> run)
{
    private readonly Dictionary<DigestGraph, Dictionary<NodeId, string>> _users = run.ToDictionary(
        graph => graph,
        _ => new Dictionary<NodeId, string>()
    );
    private readonly Dictionary<DigestGraph, NodeSetBuilder> _known = run.ToDictionary(
        graph => graph,
        graph => new NodeSetBuilder(graph.PresentCount)
    );
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly string[] _registries = [.. run.Select(graph => graph.Info.Registry).Distinct(StringComparer.Ordinal)];
    private UnknownBase? _unread;

    /// <summary>What was found so far.</summary>
    /// <param name="problem">Why it may not be all; null where it is.</param>
    public KeptBases Found(string? problem) => KeptBases.Of(_users, problem, _unread);

    /// <summary>Takes what plans keep, and all of the repositories of the run without one.</summary>
    /// <param name="plans">The plans, with the evaluations that they come from.</param>
    /// <param name="isLast">Whether also what only a limit or the registry keeps counts.</param>
    /// <returns>Whether a base came to light that was not known.</returns>
    public bool Add(IReadOnlyDictionary<DigestGraph, (RepositoryPlan Plan, RepositoryEvaluation? Evaluation)> plans, bool isLast)
    {
        var found = false;
        foreach (var graph in run)
        {
            var (plan, evaluation) = plans.GetValueOrDefault(graph);
            found |=
                evaluation is null || (isLast && plan.Status != PlanStatus.Planned)
                    ? Add(graph, Evaluator.Everything(graph), graph.Unread)
                    : Add(graph, isLast ? evaluation.Live : KeptByPolicy(evaluation), evaluation.Context.MayHold);
        }

        return found;
    }

    private static NodeSet KeptByPolicy(RepositoryEvaluation evaluation) =>
        evaluation.Retained.IsEmpty
            ? evaluation.Live
            : evaluation.Graph.Closure(evaluation.Live.ToBuilder().ExceptWith(evaluation.Graph.Closure(evaluation.Retained)));

    private bool Add(DigestGraph graph, NodeSet kept, NodeSet unread)
    {
        var found = false;
        foreach (var node in kept.ToBuilder().ExceptWith(_known[graph]))
        {
            _known[graph].Add(node);
            if (unread.Contains(node) || graph.MaterialsUnread.Contains(node))
            {
                found |= _unread is null;
                _unread ??= new UnknownBase(
                    NameOf(graph, node, null),
                    unread.Contains(node) ? "was not read" : "has provenance that was not read"
                );
                continue;
            }

            foreach (var name in BaseNames.Of(graph, node))
            {
                found |= !_names.Contains(name) && Add(name, graph, node);
            }
        }

        return found;
    }

    /// <summary>Takes what images of other repositories name.</summary>
    public void Add(IEnumerable<ImageReference> references)
    {
        foreach (var reference in references)
        {
            foreach (var graph in run)
            {
                foreach (var meant in MeantIn(graph, reference))
                {
                    _users[graph].TryAdd(meant, reference.Source);
                }
            }
        }
    }

    private static NodeSetBuilder MeantIn(DigestGraph graph, ImageReference reference)
    {
        var nodes = new NodeSetBuilder(graph.PresentCount);
        new ReferenceMeaning(graph, reference).AddTo(nodes);
        return nodes;
    }

    private bool Add(string name, DigestGraph user, NodeId node)
    {
        var (found, namesItself) = (false, false);
        foreach (var reference in BaseNames.Read(name, _registries))
        {
            foreach (var graph in run)
            {
                var nodes = MeantIn(graph, reference);

                // An image that was pushed under the tag that it was built on names itself: another one may mean it.
                namesItself |= ReferenceEquals(graph, user) && nodes.Remove(node);
                foreach (var meant in nodes)
                {
                    found |= _users[graph].TryAdd(meant, NameOf(user, node, graph));
                }
            }
        }

        if (!namesItself)
        {
            _names.Add(name);
        }

        return found;
    }

    /// <summary>How an image is called in a repository: by its tag, or that of an image that it is a part of.</summary>
    private static string NameOf(DigestGraph graph, NodeId node, DigestGraph? seenFrom)
    {
        var start = new NodeSetBuilder(graph.PresentCount);
        start.Add(node);
        var tagged = node;
        foreach (var above in graph.TagsOf(node).IsEmpty ? Reachability.Closure(graph.KeptBy, start).IntersectWith(graph.Roots) : start)
        {
            tagged = graph.TagsOf(tagged).IsEmpty ? above : tagged;
        }

        var tags = graph.TagsOf(tagged);
        var isHere = ReferenceEquals(graph, seenFrom);
        return tags.IsEmpty
            ? isHere
                ? NodeName.Short(graph, node)
                : $"{graph.Info.FullName}@{NodeName.Short(graph, node)}"
            : isHere
                ? graph.TagText(tags[0])
                : $"{graph.Info.FullName}:{graph.TagText(tags[0])}";
    }
}
