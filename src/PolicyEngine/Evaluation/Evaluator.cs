using System.Collections.Immutable;
using PolicyEngine.Announcing;
using PolicyEngine.Facts;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;
using PolicyEngine.Values;

namespace PolicyEngine.Evaluation;

/// <summary>Evaluates a policy over the digest graph of one repository (semantics.md#rules,
/// semantics.md#the-digest-graph). Pure: the same graph, policy and now give the same sets.</summary>
internal static class Evaluator
{
    public static RepositoryEvaluation Evaluate(
        DigestGraph graph,
        EffectivePolicy policy,
        DateTimeOffset now,
        InUseReferences inUse,
        BegunImages? begun = null,
        FactSet? facts = null,
        Announcements? announcements = null,
        KeptBases? bases = null
    )
    {
        var context = new EvaluationContext(graph, policy.Settings.AgeSources, now, inUse, facts)
        {
            Zone = CalendarZone.Of(policy.Settings.TimeZone),
            Bases = bases ?? KeptBases.None,
        };
        var protections = ProtectionEvaluator.Evaluate(context, policy);
        context.Protected = protections.Aggregate(new NodeSetBuilder(graph.PresentCount), (all, one) => all.UnionWith(one.Nodes));

        var young = FindYoung(context, policy.Settings.Grace);
        var outcomes = EvaluateRules(context, policy, young);
        var disabled = policy.Settings.DeletesUnmatched ? SelectDisabled(context, policy) : [];
        var drops = Drops.Weigh(graph, policy.Settings, outcomes, disabled);
        var isAlone = begun is { GoAlone: true };
        var leftovers = Leftovers.Find(context, begun?.Parts.GetValueOrDefault(graph.Info.FullName, []) ?? [], outcomes, young);
        var going = isAlone ? new NodeSetBuilder(graph.PresentCount) : FindGoing(context, drops, young);
        foreach (var node in leftovers.Keys)
        {
            going.Add(node);
        }

        var waiting = new Waiting(context, policy, isAlone ? null : announcements, outcomes, drops);
        waiting.Hold(going, leftovers);
        var seeds = graph.Roots.ToBuilder().ExceptWith(going).UnionWith(context.Protected).UnionWith(young);
        var hiding = FindHiding(context);
        var possiblePieces = FindPossiblePieces(graph, hiding);
        seeds.UnionWith(graph.Unread).UnionWith(possiblePieces);

        // Notices stay whatever becomes of the images; where no image is left, they do not hold the package.
        var live = graph.Closure(seeds.ToBuilder().UnionWith(graph.Notices));
        var retained = Retention.FindLocked(graph, live);
        seeds.UnionWith(retained);
        var deletesPackage =
            policy.Settings.DeleteEmpty && !isAlone && graph.Info.Kind.HasPackages && seeds.IsEmpty && !graph.Roots.IsEmpty;
        if (!deletesPackage)
        {
            seeds.UnionWith(graph.Notices);
        }

        live = graph.Closure(seeds);
        if (!deletesPackage && Retention.FindLastTagged(context, live) is { } last)
        {
            retained.Add(last);
            seeds.Add(last);
            live = graph.Closure(seeds);
        }

        var bound = deletesPackage ? ImmutableSortedDictionary<NodeId, NodeId>.Empty : BoundSubjects.Find(graph, seeds, live);
        var deleted = Everything(graph).ExceptWith(live);
        var untagged = isAlone ? new TagSetBuilder(graph.TagCount) : FindUntagged(context, drops, live, retained, young);
        waiting.HoldTags(untagged);
        return new RepositoryEvaluation
        {
            Context = context,
            Policy = policy,
            Protections = protections,
            Outcomes = outcomes,
            Drops = drops,
            Disabled = disabled,
            Going = going,
            Leftovers = leftovers,
            Waiting = waiting,
            Young = young,
            Hiding = hiding,
            Missing = LateManifests.FindMissing(context),
            PossiblePieces = possiblePieces,
            Retained = retained,
            BoundSubjects = bound,
            Live = live,
            Deleted = deleted,
            Untagged = graph.Info.UntagRefused ? new TagSetBuilder(graph.TagCount) : untagged,
            UntagRefused = graph.Info.UntagRefused ? untagged : new TagSetBuilder(graph.TagCount),
            DeletesPackage = deletesPackage,
        };
    }

    /// <summary>All present manifests.</summary>
    public static NodeSetBuilder Everything(DigestGraph graph)
    {
        var all = new NodeSetBuilder(graph.PresentCount);
        foreach (var node in graph.PresentNodes)
        {
            all.Add(node);
        }

        return all;
    }

    private static ImmutableArray<(Rule Rule, Selection Selected)> SelectDisabled(EvaluationContext context, EffectivePolicy policy)
    {
        var evaluator = new RuleEvaluator(context, policy.Settings.CountProtected);
        return [.. policy.DisabledRules.Select(r => (r, evaluator.Select(r)))];
    }

    /// <summary>What was not read and could be an index that no other one tells of.</summary>
    private static NodeSetBuilder FindHiding(EvaluationContext context)
    {
        var graph = context.Graph;
        var hiding = new NodeSetBuilder(graph.PresentCount);
        foreach (var node in graph.Unread)
        {
            if ((graph.Roots.Contains(node) || graph.KindOf(node) == ManifestKind.Index) && !LateManifests.IsMissing(context, node))
            {
                hiding.Add(node);
            }
        }

        return hiding;
    }

    /// <summary>
    /// Any manifest, tagged or not, may be a piece of what was not read. Where the registry says that its document is gone,
    /// nobody pulls it any more: then only the untagged ones that nothing else needs stay, in case the document was only late.
    /// </summary>
    private static NodeSet FindPossiblePieces(DigestGraph graph, NodeSet hiding)
    {
        if (hiding.IsEmpty)
        {
            return hiding;
        }

        foreach (var node in hiding)
        {
            if (!graph.Info.IsListedButGone(graph.TextOf(node)))
            {
                return Everything(graph).ExceptWith(graph.Unread);
            }
        }

        var pieces = graph.Roots.ToBuilder().ExceptWith(graph.Unread);
        foreach (var root in graph.Roots)
        {
            if (!graph.TagsOf(root).IsEmpty)
            {
                pieces.Remove(root);
            }
        }

        return pieces;
    }

    private static NodeSetBuilder FindYoung(EvaluationContext context, TimeSpan grace)
    {
        var young = new NodeSetBuilder(context.Graph.PresentCount);
        foreach (var node in context.Graph.PresentNodes)
        {
            if (context.Ages[node] != 0 && !context.IsOlderThan(node, grace) && !context.Graph.Notices.Contains(node))
            {
                young.Add(node);
            }
        }

        return young;
    }

    private static ImmutableArray<RuleOutcome> EvaluateRules(EvaluationContext context, EffectivePolicy policy, NodeSet young)
    {
        var evaluator = new RuleEvaluator(context, policy.Settings.CountProtected);
        var others = policy.Rules.Where(r => r.Of != CountBase.Remaining).ToDictionary(r => r, r => evaluator.Evaluate(r, null));
        NodeSet? gone = null;
        return
        [
            .. policy.Rules.Select(r =>
                others.TryGetValue(r, out var outcome)
                    ? outcome
                    : evaluator.Evaluate(
                        r,
                        gone ??= FindGone(context, policy, [.. policy.Rules.Where(others.ContainsKey).Select(o => others[o])], young)
                    )
            ),
        ];
    }

    /// <summary>What the rules that do not count what remains would delete, <c>unmatched</c> aside (semantics.md#details).</summary>
    private static NodeSetBuilder FindGone(
        EvaluationContext context,
        EffectivePolicy policy,
        ImmutableArray<RuleOutcome> others,
        NodeSet young
    )
    {
        var gone = FindGoing(context, Drops.Weigh(context.Graph, policy.Settings, others, disabled: null), young);
        foreach (var node in gone.ToBuilder())
        {
            if (context.Graph.IsLocked(node))
            {
                gone.Remove(node);
            }
        }

        // What is kept only since too little is known of it takes up no place.
        foreach (var outcome in others)
        {
            gone.UnionWith(outcome.Uncertain);
        }

        return gone;
    }

    private static NodeSetBuilder FindGoing(EvaluationContext context, Drops drops, NodeSet young)
    {
        var going = new NodeSetBuilder(context.Graph.PresentCount);
        foreach (var root in context.Graph.Roots)
        {
            if (
                context.Ages[root] != 0
                && !young.Contains(root)
                && !context.Protected.Contains(root)
                && drops.DropsWholly(context.Graph, root)
            )
            {
                going.Add(root);
            }
        }

        return going;
    }

    /// <summary>A dropped tag is removed from an image that is kept, except protected, retained,
    /// young, locked ones and those of unknown age (semantics.md#deletion).</summary>
    private static TagSetBuilder FindUntagged(EvaluationContext context, Drops drops, NodeSet live, NodeSet retained, NodeSet young)
    {
        var untagged = new TagSetBuilder(context.Graph.TagCount);
        foreach (var tag in drops.ByTagRules)
        {
            var node = context.Graph.TagTarget(tag);
            if (
                live.Contains(node)
                && !context.Protected.Contains(node)
                && !retained.Contains(node)
                && !young.Contains(node)
                && context.Ages[node] != 0
                && !context.Graph.IsLocked(node)
                && !context.Graph.IsUnread(node)
            )
            {
                untagged.Add(tag);
            }
        }

        return untagged;
    }
}
