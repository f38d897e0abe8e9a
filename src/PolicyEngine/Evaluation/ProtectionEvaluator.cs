using System.Collections.Immutable;
using PolicyEngine.Conditions;
using PolicyEngine.Graph;
using PolicyEngine.Language;

namespace PolicyEngine.Evaluation;

/// <summary>What each entry of <c>protect</c> protects (SPEC 1.3.3). What is unknown protects.</summary>
internal static class ProtectionEvaluator
{
    /// <summary>An entry's conditions look at every manifest; one that speaks of tags looks at roots only.</summary>
    public static ImmutableArray<(Protection Protection, NodeSet Nodes)> Evaluate(EvaluationContext context, EffectivePolicy policy)
    {
        var everything = Evaluator.Everything(context.Graph);
        using var all = context.Assume(unknownHolds: true);
        return [.. policy.Protections.Select(p => (p, Evaluate(context, p, everything)))];
    }

    private static NodeSet Evaluate(EvaluationContext context, Protection protection, NodeSet everything)
    {
        var predicate = protection.Predicate;
        var nodes = predicate.Select(context, predicate.SpeaksOfTags ? context.Graph.Roots : everything).Nodes;
        if (protection.InUse is not null)
        {
            nodes.UnionWith(Reachability.Closure(context.Graph.KeptBy, nodes).IntersectWith(context.Graph.Roots));
        }

        return context.Graph.Orphans.IsEmpty ? nodes : nodes.UnionWith(NamedOrphans(context, predicate));
    }

    /// <summary>The orphans whose referrer tags fit what an entry says of tags: rules by <c>state: orphaned</c> would delete them.</summary>
    private static NodeSet NamedOrphans(EvaluationContext context, Predicate predicate) =>
        AsksForTags(predicate) ? Named(context, predicate, context.Graph.Orphans) : new NodeSet(context.Graph.PresentCount);

    private static bool AsksForTags(Predicate predicate) =>
        predicate is TagsCondition.MatchingTags || (predicate is AllPredicate or AnyCondition.AnyPredicate && predicate.Parts.Any(AsksForTags));

    private static NodeSet Named(EvaluationContext context, Predicate predicate, NodeSet among)
    {
        switch (predicate)
        {
            case TagsCondition.MatchingTags tags:
                var named = new NodeSet(among.Capacity);
                foreach (var node in among)
                {
                    if (context.Graph.AllTagsOf(node).Any(tags.Fits))
                    {
                        named.Add(node);
                    }
                }

                return named;
            case AllPredicate all:
                return all.Parts.Aggregate(among.Clone(), (left, part) => Named(context, part, left));
            case AnyCondition.AnyPredicate any:
                return any.Parts.Aggregate(new NodeSet(among.Capacity), (held, part) => held.UnionWith(Named(context, part, among)));
            default:
                return predicate.Select(context, among).Nodes;
        }
    }
}
