using System.Collections.Immutable;
using PolicyEngine.Conditions;
using PolicyEngine.Graph;
using PolicyEngine.Language.Globs;
using PolicyEngine.Language;

namespace PolicyEngine.Evaluation;

/// <summary>What each entry of <c>protect</c> protects (SPEC 1.3.3). What is unknown protects.</summary>
internal static class ProtectionEvaluator
{
    private static readonly string[] s_referrerPrefixes = ["sha256-", "sha512-"];

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

    /// <summary>
    /// The orphans whose referrer tags an entry names: <c>tags: "sha256-*"</c> can mean nothing else. No other pattern looks at referrer tags.
    /// </summary>
    private static NodeSet NamedOrphans(EvaluationContext context, Predicate predicate)
    {
        var named = context.Graph.Orphans.Clone();
        var namesReferrers = false;
        foreach (var part in predicate is AllPredicate all ? all.Parts : [predicate])
        {
            if (part is TagsCondition.MatchingTags { Globs: { } globs } && globs.Included.Any(NamesReferrers))
            {
                namesReferrers = true;
                foreach (var node in named.Clone())
                {
                    if (!context.Graph.AllTagsOf(node).Any(globs.IsMatch))
                    {
                        named.Remove(node);
                    }
                }
            }
            else
            {
                named.IntersectWith(part.Select(context, named).Nodes);
            }
        }

        return namesReferrers ? named : new NodeSet(named.Capacity);
    }

    private static bool NamesReferrers(GlobPattern pattern) =>
        s_referrerPrefixes.Any(prefix => pattern.Text.StartsWith(prefix, StringComparison.Ordinal));
}
