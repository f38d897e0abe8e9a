using System.Collections.Immutable;
using PolicyEngine.Importing.Drafting;

namespace PolicyEngine.Starting;

/// <summary>A protection of a first policy. Immutable.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Description">What it says, in words.</param>
/// <param name="Condition">Its condition, in lines of YAML.</param>
/// <param name="Example">A tag that it protects.</param>
internal sealed record StarterProtection(string Id, string Description, ImmutableArray<string> Condition, string Example)
{
    /// <summary>The most tags that are named.</summary>
    private const int MostNamed = 500;

    /// <summary>This many tags that begin alike are named by one pattern.</summary>
    private const int Alike = 3;

    /// <summary>The ways of naming that it is for.</summary>
    public ImmutableArray<TagScheme> Schemes { get; init; } = [];

    /// <summary>The artifact type that an image must have to be protected; null for any.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>
    /// The protections for what was found, in the order of the file; those of moving names and of releases are always there.
    /// </summary>
    public static IEnumerable<StarterProtection> For(TagSurvey survey, FoundPatterns patterns)
    {
        if (!survey.TagsOf(TagScheme.Chart).IsEmpty)
        {
            yield return new StarterProtection("charts", "Helm charts.", [$"artifact-type: {TagSurvey.ChartType}"], "chart")
            {
                Schemes = [TagScheme.Chart],
                ArtifactType = TagSurvey.ChartType,
            };
        }

        string[] moving =
        [
            .. survey
                .TagsOf(TagScheme.Moving)
                .Where(TagPatterns.IsTag)
                .Append("latest")
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Take(MostNamed),
        ];
        yield return new StarterProtection("moving-names", "What is deployed by these names.", Lines(moving), "latest")
        {
            Schemes = [TagScheme.Moving],
        };

        // What a rule deletes may look like a version of some name.
        string[] others =
        [
            .. patterns
                .Of([TagScheme.PullRequest, TagScheme.Nightly, TagScheme.Dated], FoundPatterns.IsFinal)
                .Union(patterns.Of([TagScheme.Dated], static _ => true)),
        ];
        var except = others.Length == 0 ? "" : $", not-regex: {YamlText.Quote(TagPatterns.Any(others))}";
        yield return new StarterProtection(
            "releases",
            "Versions that are final, with the name before and the flavour behind them.",
            [$"tags: {{ version: stable{except} }}"],
            "v1.0.0"
        )
        {
            Schemes = [TagScheme.Release],
        };

        (string Pattern, string Example)[] unknown = [.. Patterns(survey).Take(MostNamed)];
        if (unknown.Length > 0)
        {
            yield return new StarterProtection(
                "not-recognized",
                "Names that 'policyengine init' did not recognize. Give those that may be deleted a rule, and remove them here.",
                Lines([.. unknown.Select(item => item.Pattern)]),
                unknown[0].Example
            )
            {
                Schemes = [TagScheme.Unknown],
            };
        }
    }

    /// <summary>The unknown tags; many that begin alike as one pattern, where it matches no tag that is known.</summary>
    private static IEnumerable<(string Pattern, string Example)> Patterns(TagSurvey survey)
    {
        string[] known = [.. survey.Found.Where(found => found.Scheme is not TagScheme.Unknown).SelectMany(found => found.Tags)];
        return survey
            .TagsOf(TagScheme.Unknown)
            .Where(TagPatterns.IsTag)
            .GroupBy(Start, StringComparer.Ordinal)
            .SelectMany(group => IsOnePattern(group) ? [(group.Key + "[0-9]*", group.First())] : group.Select(tag => (tag, tag)))
            .OrderBy(item => item.Item1, StringComparer.Ordinal);

        bool IsOnePattern(IGrouping<string, string> group) =>
            group.Key.Length > 1 && group.Count() >= Alike && !known.Any(tag => tag.StartsWith(group.Key, StringComparison.Ordinal));
    }

    /// <summary>What stands before the first digit; nothing where there is none.</summary>
    private static string Start(string tag) => tag[..Math.Max(0, tag.AsSpan().IndexOfAnyInRange('0', '9'))];

    private static ImmutableArray<string> Lines(string[] tags) =>
        string.Join(", ", tags.Select(YamlText.Quote)) is { Length: < 100 } list
            ? [$"tags: [{list}]"]
            : ["tags:", .. tags.Select(tag => $"  - {YamlText.Quote(tag)}")];
}
