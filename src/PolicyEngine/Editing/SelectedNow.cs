using PolicyEngine.Conditions;
using PolicyEngine.Graph;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Editing;

/// <summary>What one condition selects on a snapshot, by itself. Pure.</summary>
internal static class SelectedNow
{
    private const int MostNames = 5;

    /// <summary>A sentence about the condition whose key is at a place; null where there is none,
    /// where the file has errors, or where the condition goes by facts that a snapshot does not have.</summary>
    /// <param name="file">The policy.</param>
    /// <param name="graphs">The repositories of the snapshot.</param>
    /// <param name="now">The time that ages count to.</param>
    /// <param name="offset">The place.</param>
    public static string? At(EditedFile file, IReadOnlyList<DigestGraph> graphs, DateTimeOffset now, int offset)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(graphs);
        if (
            file.Compilation is not { HasErrors: false, Policies: [var policy] }
            || graphs.Count == 0
            || Find(policy, offset) is not { } predicate
            || predicate.SelfAndParts().Any(p => p is FactPredicate || p.NeedsPullTimes)
        )
        {
            return null;
        }

        var (count, all) = (0, 0);
        var newest = new List<(long Time, string Name)>();
        foreach (var graph in graphs)
        {
            var context = new EvaluationContext(graph, policy.Settings.AgeSources, now, InUseReferences.Empty);
            var selected = predicate.Select(context, graph.Roots);
            all += graph.Roots.Count;
            count += selected.Nodes.Count;
            foreach (var node in selected.Nodes)
            {
                newest.Add((context.Ages[node], Name(graph, selected, node)));
            }
        }

        var names = newest
            .OrderByDescending(n => n.Time)
            .ThenBy(n => n.Name, StringComparer.Ordinal)
            .Take(MostNames)
            .Select(n => $"`{n.Name}`");
        return count == 0
            ? $"On the snapshot it selects none of {all} images."
            : $"On the snapshot it selects {count} of {all} images: "
                + $"{string.Join(", ", names)}{(count > MostNames ? ", …" : string.Empty)}.";
    }

    private static Predicate? Find(Policy policy, int offset)
    {
        var matches = policy
            .Rules.Where(r => r.Match is not null)
            .Select(r => (Written: r.Syntax.Find("match")?.Value as MappingSyntax, Bound: r.Match!))
            .Concat(policy.Protections.Where(p => p.InUse is null).Select(p => (Written: (MappingSyntax?)p.Syntax, Bound: p.Predicate)));
        return matches
            .Where(m => m.Written is not null)
            .SelectMany(m => ConditionCatalog.PartsOf(m.Written!, m.Bound))
            .FirstOrDefault(p => Touches(p.Written.Key.Span, offset))
            .Predicate;
    }

    private static bool Touches(TextSpan span, int offset) => span.Start <= offset && offset <= span.End;

    /// <summary>A tag that is selected, else the digest, without what would end code in Markdown.</summary>
    private static string Name(DigestGraph graph, Selection selected, NodeId node)
    {
        foreach (var tag in graph.TagsOf(node))
        {
            if (selected.Tags?.Contains(tag) ?? true)
            {
                return graph.TagText(tag).Replace('`', '\'');
            }
        }

        return graph.TextOf(node)[..Math.Min(19, graph.TextOf(node).Length)];
    }
}
