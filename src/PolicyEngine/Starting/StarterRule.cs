using System.Globalization;
using PolicyEngine.Importing.Drafting;

namespace PolicyEngine.Starting;

/// <summary>A rule that a first policy can have: for one way of naming images. Immutable.</summary>
/// <param name="Scheme">The images that it deletes; null for those without a tag.</param>
/// <param name="Id">Its id.</param>
/// <param name="Description">What it says, in words.</param>
/// <param name="Match">The value of <c>match</c>.</param>
/// <param name="Days">The days after which it deletes.</param>
/// <param name="Newest">The newest images that it keeps in any case; 0 for none.</param>
internal sealed record StarterRule(TagScheme? Scheme, string Id, string Description, string Match, int Days, int Newest)
{
    /// <summary>What the newest are counted for; null for all together.</summary>
    public string? Per { get; init; }

    /// <summary>The rules for what was found, in the order of the file; that of untagged images is always there.</summary>
    public static IEnumerable<StarterRule> For(TagSurvey survey, FoundPatterns patterns) =>
        [
            .. Rules(patterns)
                .Where(rule => !survey.TagsOf(rule.Scheme).IsEmpty)
                .Select(rule => new StarterRule(rule.Scheme, rule.Id, rule.Description, rule.Match(), rule.Days, rule.Newest)
                {
                    Per = rule.Scheme == TagScheme.BranchCommit ? TagPatterns.Branch : null,
                }),
            new(
                null,
                "untagged",
                "What no tag leads to any more. Platforms and signatures of kept images are never selected.",
                "{ tagged: false }",
                7,
                0
            ),
        ];

    /// <summary>The value of <c>delete</c>.</summary>
    public string Action =>
        Newest == 0
            ? $"{{ older-than: {Text(Days)}d }}"
            : $"{{ older-than: {Text(Days)}d, except-newest: {Text(Newest)}{(Per is null ? "" : $", per: {Per}")} }}";

    private static IEnumerable<(TagScheme Scheme, string Id, string Description, Func<string> Match, int Days, int Newest)> Rules(
        FoundPatterns patterns
    ) =>
        [
            (
                TagScheme.PullRequest,
                "pull-requests",
                "Two weeks after the last push; the three newest are kept in any case.",
                () => Regex(patterns[TagScheme.PullRequest]),
                14,
                3
            ),
            (
                TagScheme.Nightly,
                "nightly-builds",
                "Builds that the next one replaces: a month, and the seven newest in any case.",
                () => Regex(patterns[TagScheme.Nightly]),
                30,
                7
            ),
            (
                TagScheme.Dated,
                "builds-by-date",
                "A quarter; the 14 newest are kept in any case.",
                () => Regex(patterns[TagScheme.Dated]),
                90,
                14
            ),
            (
                TagScheme.PreRelease,
                "pre-releases",
                "Half a year; the ten newest are kept in any case.",
                () => PreReleases(patterns),
                180,
                10
            ),
            (
                TagScheme.BranchCommit,
                "branch-commits",
                "A month; the ten newest of each branch are kept in any case.",
                () => BranchCommits(patterns),
                30,
                10
            ),
            (
                TagScheme.Commit,
                "commits",
                "A month; the ten newest are kept in any case.",
                () => Regex(patterns[TagScheme.Commit], [TagPatterns.NotCommit]),
                30,
                10
            ),
            (
                TagScheme.Cache,
                "build-caches",
                "Caches that no build has written for a month; the newest is kept in any case.",
                () => Regex(patterns[TagScheme.Cache]),
                30,
                1
            ),
        ];

    private static string PreReleases(FoundPatterns patterns)
    {
        string[] others =
        [
            .. patterns.Of([TagScheme.PullRequest, TagScheme.Nightly, TagScheme.Dated, TagScheme.Cache], FoundPatterns.IsPreRelease),
        ];
        return $"{{ tags: {{ version: "
            + $"prerelease{(others.Length == 0 ? "" : $", not-regex: {YamlText.Quote(TagPatterns.Any(others))}")} }} }}";
    }

    private static string BranchCommits(FoundPatterns patterns) =>
        Regex(
            patterns[TagScheme.BranchCommit],
            [
                TagPatterns.NotBranchCommit,
                .. patterns.Of(
                    [TagScheme.PullRequest, TagScheme.Nightly, TagScheme.Cache, TagScheme.Commit],
                    TagPatterns.LooksLikeBranchCommit
                ),
            ]
        );

    private static string Regex(string pattern) => $"{{ {YamlText.Regex(pattern)} }}";

    private static string Regex(string pattern, IReadOnlyList<string> except) =>
        $"{{ tags: {{ regex: {YamlText.Quote(pattern)}, not-regex: {YamlText.Quote(TagPatterns.Any(except))} }} }}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
