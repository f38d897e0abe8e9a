using PolicyEngine.Conditions;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;
using PolicyEngine.Values;

namespace PolicyEngine.Evaluation;

/// <summary>
/// The orphaned referrers that a protection or a keep rule names by their referrer tags: <c>sha256-*</c>
/// and <c>*.sig</c> can mean nothing else. No other pattern looks at referrer tags. Pure.
/// </summary>
internal static class NamedOrphans
{
    private static readonly string[] Beginnings = ["sha256-", "sha512-"];
    private static readonly string[] Ends = [".sig", ".att", ".sbom"];

    /// <summary>Those orphans; a new set.</summary>
    public static NodeSet Of(EvaluationContext context, Predicate? predicate) =>
        (predicate is null || context.Graph.Orphans.IsEmpty ? null : Find(context, predicate))
        ?? new NodeSetBuilder(context.Graph.PresentCount);

    /// <summary>The orphans for which conditions hold that name referrer tags; null where none does.</summary>
    private static NodeSet? Find(EvaluationContext context, Predicate predicate) =>
        predicate switch
        {
            TagsCondition.MatchingTags tags => Names(tags) ? Where(context, tags.Fits, all: false) : null,
            TagsCondition.AllTags tags => tags.Globs.Included.Any(Names) ? Where(context, tags.Fits, all: true) : null,
            AnyCondition.AnyPredicate => predicate
                .Parts.Select(part => Find(context, part))
                .Aggregate((NodeSet?)null, (sum, one) => sum is null || one is null ? sum ?? one : sum.ToBuilder().UnionWith(one)),
            AllPredicate or TagsCondition.EachOf => All(context, predicate),
            _ => null,
        };

    private static NodeSetBuilder? All(EvaluationContext context, Predicate predicate)
    {
        var parts = predicate.Parts.Select(part => (Part: part, Named: Find(context, part))).ToArray();
        if (Array.TrueForAll(parts, p => p.Named is null))
        {
            return null;
        }

        var found = context.Graph.Orphans.ToBuilder();
        foreach (var (part, named) in parts)
        {
            found.IntersectWith(named ?? part.Select(context, found).Nodes);
        }

        return found;
    }

    private static NodeSetBuilder Where(EvaluationContext context, Func<string, bool> fits, bool all)
    {
        var found = new NodeSetBuilder(context.Graph.PresentCount);
        foreach (var node in context.Graph.Orphans)
        {
            if (context.Graph.AllTagsOf(node) is { Count: > 0 } tags && (all ? tags.All(fits) : tags.Any(fits)))
            {
                found.Add(node);
            }
        }

        return found;
    }

    private static bool Names(TagsCondition.MatchingTags tags) =>
        tags.Globs?.Included.Any(Names) ?? (tags.Regex?.ToString() is { } text && Names(text));

    private static bool Names(GlobPattern pattern) =>
        Beginnings.Any(beginning => pattern.Text.StartsWith(beginning, StringComparison.Ordinal))
        || Ends.Any(end => pattern.Text.EndsWith(end, StringComparison.Ordinal));

    private static bool Names(string regex) =>
        Beginnings.Any(beginning => regex.Contains(beginning, StringComparison.Ordinal))
        || Ends.Any(end => regex.Contains(end[1..], StringComparison.Ordinal));
}
