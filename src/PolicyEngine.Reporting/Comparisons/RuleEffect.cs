using PolicyEngine.Comparing;
using PolicyEngine.Planning;

namespace PolicyEngine.Reporting.Comparisons;

/// <summary>How many more and how many fewer images a rule deletes. Immutable.</summary>
/// <param name="Rule">The id of the rule, or of the setting.</param>
/// <param name="Source">Its place, <c>path:line:column</c>, of the new policy if it is there; null where it is not known.</param>
/// <param name="More">The images that it deletes now, and did not before.</param>
/// <param name="Fewer">The images that it deleted before, and does not now.</param>
internal sealed record RuleEffect(string Rule, string? Source, int More, int Fewer)
{
    /// <summary>The effects of a comparison, the greatest first.</summary>
    public static IReadOnlyList<RuleEffect> Of(PlanComparison comparison)
    {
        var more = Count(comparison, static change => change.New);
        var fewer = Count(comparison, static change => change.Old);
        return
        [
            .. more
                .Keys.Union(fewer.Keys, StringComparer.Ordinal)
                .Select(rule =>
                {
                    var (gained, newer) = more.GetValueOrDefault(rule);
                    var (lost, older) = fewer.GetValueOrDefault(rule);
                    return new RuleEffect(rule, newer ?? older, gained, lost);
                })
                .OrderByDescending(effect => effect.More)
                .ThenByDescending(effect => effect.Fewer)
                .ThenBy(effect => effect.Rule, StringComparer.Ordinal),
        ];
    }

    /// <summary>The images that one side deletes by another rule than the other side, or at all.</summary>
    private static Dictionary<string, (int Count, string? Source)> Count(PlanComparison comparison, Func<ManifestChange, Verdict?> side) =>
        comparison
            .Repositories.SelectMany(repository =>
                ComparisonWording.Images(repository.NewlyGo.Concat(repository.NewlyStay).Concat(repository.OtherRule))
            )
            .Select(change => side(change))
            .OfType<Verdict>()
            .Where(verdict => verdict is { Kind: VerdictKind.Condemned, Rule: not null })
            .GroupBy(verdict => verdict.Rule!, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => (group.Count(), group.First().Source), StringComparer.Ordinal);
}
