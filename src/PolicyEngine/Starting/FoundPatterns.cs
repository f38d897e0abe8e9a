using System.Globalization;
using PolicyEngine.Values;

namespace PolicyEngine.Starting;

/// <summary>The patterns by which a policy selects what was found: no more of them than the tags need. Immutable.</summary>
internal sealed class FoundPatterns
{
    private readonly SortedDictionary<TagScheme, string> _patterns = [];
    private readonly TagSurvey _survey;

    /// <summary>Makes them.</summary>
    public FoundPatterns(TagSurvey survey)
    {
        _survey = survey;
        Add(TagScheme.PullRequest, TagPatterns.OfPulls);
        Add(TagScheme.Nightly, TagPatterns.OfNightlies);
        Add(TagScheme.Dated, TagPatterns.OfDates);
        Add(TagScheme.Cache, static _ => TagPatterns.Cache);
        Add(TagScheme.Commit, TagPatterns.OfCommits);
        Add(TagScheme.BranchCommit, TagPatterns.OfBranchCommits);
    }

    /// <summary>The pattern of what was found.</summary>
    public string this[TagScheme scheme] => _patterns[scheme];

    /// <summary>The patterns of some ways of naming of which some tag fits.</summary>
    public IEnumerable<string> Of(TagScheme[] schemes, Func<string, bool> fits) =>
        _patterns.Where(item => schemes.Contains(item.Key) && _survey.TagsOf(item.Key).Any(fits)).Select(item => item.Value);

    /// <summary>Tags that a pattern matches, by number from 1, that look like those that were found.</summary>
    /// <param name="scheme">The way of naming.</param>
    /// <param name="count">How many are needed.</param>
    public string[] Examples(TagScheme scheme, int count)
    {
        var found = _survey.TagsOf(scheme)[0];
        Func<int, string>[] ways = scheme switch
        {
            TagScheme.PullRequest => [number => found[..found.AsSpan().IndexOfAnyInRange('0', '9')] + Text(number)],
            TagScheme.Cache => [number => $"buildcache-{Text(number)}"],
            TagScheme.Commit => [number => found[..(found.IndexOf('-', StringComparison.Ordinal) + 1)] + Hash(number)],
            TagScheme.BranchCommit =>
            [
                .. _survey
                    .TagsOf(scheme)
                    .Select(TagPatterns.BranchOf)
                    .Distinct(StringComparer.Ordinal)
                    .SelectMany(branch =>
                        (Func<int, string>[])[number => $"{branch}-{Hash(number)}", number => $"{branch}-c{Hash(number)}"]
                    ),
            ],
            TagScheme.PreRelease => [number => $"1.0.0-rc.{Text(number)}"],
            _ =>
            [
                number => TagPatterns.WithDay(found, number),
                number => $"{found[..Math.Max(0, found.AsSpan().IndexOfAny("-._"))]}-{Text(number)}",
                number => $"1.{Text(number)}.0-dev",
            ],
        };
        return ways.Select(way => Enumerable.Range(1, count).Select(way).ToArray())
            .First(tags =>
                tags.Distinct(StringComparer.Ordinal).Count() == count
                && tags.All(tag => TagPatterns.SchemeOf(tag) == scheme)
                && (scheme == TagScheme.PreRelease || TagPatterns.MatchesAll(_patterns[scheme], tags))
            );
    }

    /// <summary>Whether a tag is a version that is final.</summary>
    public static bool IsFinal(string tag) => ImageVersion.TryParse(tag, out var version) && !version.IsPreRelease;

    /// <summary>Whether a tag is a version before a final one.</summary>
    public static bool IsPreRelease(string tag) => ImageVersion.TryParse(tag, out var version) && version.IsPreRelease;

    /// <summary>A text that looks like the short hash of a commit.</summary>
    private static string Hash(int number) => $"{number:00}ab3ce";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void Add(TagScheme scheme, Func<IReadOnlyCollection<string>, string> pattern)
    {
        if (_survey.TagsOf(scheme) is { IsEmpty: false } tags)
        {
            _patterns.Add(scheme, pattern(tags));
        }
    }
}
