using System.Collections.Immutable;
using PolicyEngine.Graph;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;

namespace PolicyEngine.Evaluation;

/// <summary>What each entry of <c>protect</c> protects (semantics.md#protection). What is unknown protects.</summary>
internal static class ProtectionEvaluator
{
    /// <summary>An entry's conditions look at every manifest; one that speaks of tags looks at roots only.</summary>
    public static ImmutableArray<(Protection Protection, NodeSet Nodes)> Evaluate(EvaluationContext context, EffectivePolicy policy)
    {
        var everything = Evaluator.Everything(context.Graph).ExceptWith(context.Graph.Notices);
        using var all = context.Assume(unknownHolds: true);
        return [.. policy.Protections.Select(p => (p, Evaluate(context, p, everything)))];
    }

    private static NodeSetBuilder Evaluate(EvaluationContext context, Protection protection, NodeSet everything)
    {
        var predicate = protection.Predicate;
        var nodes = predicate.Select(context, predicate.SpeaksOfTags ? context.Graph.Roots : everything).Nodes.ToBuilder();
        if (protection.InUse is not null)
        {
            nodes.UnionWith(Reachability.Closure(context.Graph.KeptBy, nodes).IntersectWith(context.Graph.Roots));
        }

        return nodes.UnionWith(NamedOrphans.Of(context, predicate));
    }
}
