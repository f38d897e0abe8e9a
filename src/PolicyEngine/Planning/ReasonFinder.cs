using System.Collections.Immutable;
using System.Runtime.InteropServices;
using PolicyEngine.Conditions;
using PolicyEngine.Evaluation;
using PolicyEngine.Graph;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;

namespace PolicyEngine.Planning;

/// <summary>Finds for each manifest why it is deleted, retained or kept. Reasons are found when asked for. Not thread-safe.</summary>
internal sealed class ReasonFinder(RepositoryEvaluation evaluation)
{
    private readonly DigestGraph _graph = evaluation.Graph;

    // Where order never matters, the rule that is named must not depend on it either.
    private readonly RuleOutcome[] _outcomes = evaluation.Drops.Decided.IsEmpty
        ?
        [
            .. evaluation
                .Outcomes.OrderBy(o => o.Rule.Id, StringComparer.Ordinal)
                .ThenBy(o => o.Rule.Location.Source.Path, StringComparer.Ordinal),
        ]
        : [.. evaluation.Outcomes];

    private readonly (Protection Protection, NodeSet Nodes)[] _protections =
    [
        .. evaluation
            .Protections.OrderBy(p => p.Protection.Name, StringComparer.Ordinal)
            .ThenBy(p => p.Protection.Location.Source.Path, StringComparer.Ordinal),
    ];

    private readonly Dictionary<RuleOutcome, RuleTrace> _traces = new(ReferenceEqualityComparer.Instance);
    private NodeId[]? _owners;

    /// <summary>Why a manifest is deleted.</summary>
    public Reason OfDeleted(NodeId node) =>
        evaluation.Going.Contains(node) ? OfGoing(node)
        : _graph.Notices.Contains(OwnerOf(node)) ? NoticeReason(OwnerOf(node), VerdictKind.Follows)
        : new Reason.DeletedWith(OwnerOf(node), OfGoing(OwnerOf(node)));

    /// <summary>Why the registry keeps a manifest that the policy would delete.</summary>
    public Reason OfRetained(NodeId node) => new Reason.Retained(_graph.IsLocked(node), OfGoing(GoingAbove(node)));

    /// <summary>Why a manifest is kept.</summary>
    public Reason OfKept(NodeId node)
    {
        if (_graph.Notices.Contains(node))
        {
            return NoticeReason(node, VerdictKind.Unmatched);
        }

        foreach (var (protection, nodes) in _protections)
        {
            if (nodes.Contains(node))
            {
                return new Reason.ProtectedBy(protection, node);
            }
        }

        if (evaluation.BoundSubjects.TryGetValue(node, out var referrer))
        {
            return new Reason.NeededByReferrer(referrer);
        }

        if (_graph.IsUnread(node) && (_graph.Roots.Contains(node) || OwnerOf(node) == node))
        {
            return new Reason.NotRead(node);
        }

        return _graph.Roots.Contains(node) ? OfKeptRoot(node) : OfKeptPart(node);
    }

    /// <summary>Why a tag is removed.</summary>
    public Reason OfUntagged(TagId tag)
    {
        var node = _graph.TagTarget(tag);
        var outcome = _outcomes.First(o => o.Rule.TargetsTags && o.CondemnedTags.Contains(tag) && Applies(o, node));
        return new Reason.UntaggedByRule(outcome.Rule, Read(outcome, node), node);
    }

    private Reason.Notice NoticeReason(NodeId node, VerdictKind kind) => new(kind, _graph.IsCurrentNotice(node));

    private Reason OfGoing(NodeId root)
    {
        if (evaluation.Leftovers.TryGetValue(root, out var part))
        {
            return new Reason.Leftover(part);
        }

        foreach (var outcome in _outcomes)
        {
            if (outcome.Condemned.Contains(root) && Applies(outcome, root))
            {
                return new Reason.ByRule(VerdictKind.Condemned, outcome.Rule, Read(outcome, root), root);
            }
        }

        return new Reason.UnmatchedDeleted(KeepRuleSelects(root));
    }

    private Reason OfKeptRoot(NodeId root)
    {
        foreach (var outcome in _outcomes)
        {
            if (outcome.Holds(root) && Applies(outcome, root))
            {
                return new Reason.ByRule(
                    outcome.Rule.IsDelete ? VerdictKind.Spared : VerdictKind.Kept,
                    outcome.Rule,
                    Read(outcome, root),
                    root
                );
            }
        }

        if (evaluation.Going.Contains(root))
        {
            return OfKeptPart(root);
        }

        if (evaluation.Waiting.Images.TryGetValue(root, out var announced))
        {
            return new Reason.Announced(OfGoing(root), announced);
        }

        if (evaluation.Drops.DropsWholly(_graph, root))
        {
            if (evaluation.Context.Ages[root] == 0)
            {
                return new Reason.UnknownAge();
            }

            if (evaluation.Young.Contains(root))
            {
                return InGrace(root);
            }
        }

        if (DroppedBy(root) is { } dropping)
        {
            return new Reason.PartlyMatched(dropping.Rule, TagsOf(root, dropped: true), TagsOf(root, dropped: false));
        }

        foreach (var outcome in _outcomes)
        {
            if (outcome.LeftOut.Contains(root) && Applies(outcome, root))
            {
                return new Reason.ByRule(
                    evaluation.Context.Ages[root] == 0 ? VerdictKind.UnknownAge : VerdictKind.LeftOut,
                    outcome.Rule,
                    Read(outcome, root),
                    root
                );
            }
        }

        return _graph.Orphans.Contains(root)
            ? new Reason.OrphanKept()
            : new Reason.Unmatched(
                KeepRuleSelects(root),
                evaluation.Disabled.Where(d => d.Selected.Nodes.Contains(root)).Select(d => d.Rule.Id).Min(StringComparer.Ordinal)
            );
    }

    private Reason OfKeptPart(NodeId node) =>
        OwnerOf(node) is var owner && owner != node ? new Reason.NeededBy(owner)
        : evaluation.Young.Contains(node) ? InGrace(node)
        : new Reason.MayBeNeeded();

    private Reason.InGrace InGrace(NodeId node) =>
        new(evaluation.Context.Ages[node] == 0 ? VerdictKind.UnknownAge : VerdictKind.Grace, node);

    /// <summary>A keep rule may select what it does not keep.</summary>
    private bool KeepRuleSelects(NodeId root) => evaluation.Outcomes.Any(o => o.Selected.Nodes.Contains(root));

    /// <summary>A root that is deleted and reaches a manifest; the manifest itself where it is one.</summary>
    private NodeId GoingAbove(NodeId node)
    {
        var seen = new HashSet<NodeId> { node };
        var queue = new Queue<NodeId>([node]);
        while (queue.TryDequeue(out var next))
        {
            if (evaluation.Going.Contains(next))
            {
                return next;
            }

            foreach (var above in _graph.KeptBy[next])
            {
                if (seen.Add(above))
                {
                    queue.Enqueue(above);
                }
            }
        }

        return node;
    }

    /// <summary>Whether what a rule says of an image counts: always, or where it is the first rule that decides.</summary>
    public bool Applies(RuleOutcome outcome, NodeId node)
    {
        var decided = evaluation.Drops.Decided;
        return decided.IsEmpty || decided[evaluation.Outcomes.IndexOf(outcome)].Contains(node);
    }

    private RuleOutcome? DroppedBy(NodeId root)
    {
        foreach (var tag in _graph.TagsOf(root))
        {
            if (evaluation.Drops.Tags.Contains(tag))
            {
                return _outcomes.FirstOrDefault(o => o.CondemnedTags.Contains(tag) && Applies(o, root));
            }
        }

        return null;
    }

    /// <summary>The tags of an image that are dropped, or that hold it. One that is
    /// removed from an image that is kept is named where it is removed.</summary>
    private ImmutableArray<TagId> TagsOf(NodeId root, bool dropped) =>
        [.. _graph.TagsOf(root).ToArray().Where(t => evaluation.Drops.Tags.Contains(t) == dropped && !evaluation.Untagged.Contains(t))];

    /// <summary>What the criteria of a rule say of an image.</summary>
    private Reading Read(RuleOutcome outcome, NodeId node)
    {
        if (evaluation.Context.Ages[node] == 0 && !outcome.Holds(node))
        {
            return new Reading.AgeUnknown();
        }

        if (outcome.Uncertain.Contains(node))
        {
            return new Reading.SelectedPerhaps();
        }

        if (outcome.Places.Sharing.Contains(node))
        {
            var leader = SharedPlaces.LeaderOf(_graph, outcome.Selected.Nodes, outcome.Places.Sharing, node);
            var placeless =
                outcome.Places.Keyless.Contains(leader)
                || outcome.Uncertain.Contains(leader)
                || (evaluation.Context.Ages[leader] == 0 && !outcome.Holds(leader));
            return new Reading.SharedPlace(leader, placeless ? Read(outcome, leader) : Measure(outcome, node, leader));
        }

        return outcome.Places.Keyless.Contains(node) ? new Reading.NoKey(outcome.Rule.OrderBy) : Measure(outcome, node, node);
    }

    /// <summary>
    /// What the limits of a rule say of an image, and its counts of the one that has its place. Of an image that is held,
    /// the periods that do not hold it are left out: most images are the newest of one day, and of no week or year.
    /// </summary>
    private Reading Measure(RuleOutcome outcome, NodeId node, NodeId ranked)
    {
        if (outcome.Rule.Criteria.IsEmpty)
        {
            return EndOf(outcome, node) is { } end ? new Reading.Ended(new DateTimeOffset(end, TimeSpan.Zero)) : new Reading.All();
        }

        var all = TraceOf(outcome).Criteria;
        var isHeldByAny = outcome.Holds(node) && all.Any(c => c.Criterion.Effect != CriterionEffect.Limit && c.Holds(ranked));
        return new Reading.Measured([
            .. all.Where(c => c.Criterion is not BoundCalendar || c.Holds(ranked) || !isHeldByAny)
                .Select(c =>
                    c.Criterion switch
                    {
                        BoundLimit => new Measure(c.Criterion, c.Holds(node), node, null),
                        BoundCalendar => new Measure(c.Criterion, c.Holds(ranked), ranked, null, c.CalendarPlacesOf(ranked)),
                        _ => new Measure(c.Criterion, c.Holds(ranked), ranked, c.Places is null ? null : c.RanksOf(ranked)),
                    }
                ),
        ]);
    }

    /// <summary>The latest end that an image states, where a rule condemns it for that; else null.</summary>
    private long? EndOf(RuleOutcome outcome, NodeId node)
    {
        Predicate?[] conditions = outcome.Rule.Match is AllPredicate all ? [.. all.Parts] : [outcome.Rule.Match];
        return outcome.Condemned.Contains(node) && conditions.OfType<ExpiredCondition.Expired>().FirstOrDefault() is { } expired
            ? expired.LatestEndOf(evaluation.Context, node)
            : null;
    }

    /// <summary>What the criteria of a rule say of each image.</summary>
    public RuleTrace TraceOf(RuleOutcome outcome)
    {
        ref var trace = ref CollectionsMarshal.GetValueRefOrAddDefault(_traces, outcome, out _);
        return trace ??= new RuleTrace(outcome);
    }

    /// <summary>The root that a part is deleted or kept with: the first by digest of those that share its fate and reach it.</summary>
    public NodeId OwnerOf(NodeId node) => (_owners ??= FindOwners())[node];

    private NodeId[] FindOwners()
    {
        var owners = new NodeId[_graph.PresentCount];
        Array.Fill(owners, NodeId.None);
        Spread(owners, evaluation.Deleted, evaluation.Going);
        Spread(owners, evaluation.Live, _graph.Roots.ToBuilder().ExceptWith(evaluation.Going));
        Spread(owners, evaluation.Deleted, _graph.Notices);
        Spread(owners, evaluation.Live, _graph.Notices);
        Spread(owners, evaluation.Live, evaluation.Context.Protected);
        Spread(owners, evaluation.Live, evaluation.Retained);
        Spread(owners, evaluation.Live, evaluation.Young);
        var bound = new NodeSetBuilder(_graph.PresentCount);
        foreach (var subject in evaluation.BoundSubjects.Keys)
        {
            bound.Add(subject);
        }

        Spread(owners, evaluation.Live, bound);
        Spread(owners, evaluation.Live, _graph.Unread);
        Spread(owners, evaluation.Live, evaluation.PossiblePieces);
        return owners;
    }

    private void Spread(NodeId[] owners, NodeSet among, NodeSet seeds)
    {
        var stack = new Stack<NodeId>();
        foreach (var seed in seeds.ToBuilder().IntersectWith(among))
        {
            if (owners[seed] >= 0)
            {
                continue;
            }

            owners[seed] = seed;
            stack.Push(seed);
            while (stack.TryPop(out var node))
            {
                foreach (var target in _graph.KeepEdges[node])
                {
                    if (owners[target] < 0 && among.Contains(target))
                    {
                        owners[target] = seed;
                        stack.Push(target);
                    }
                }
            }
        }
    }
}
