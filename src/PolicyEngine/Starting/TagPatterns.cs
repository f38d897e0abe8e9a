using System.Text.RegularExpressions;
using PolicyEngine.Values;

namespace PolicyEngine.Starting;

/// <summary>
/// The regular expressions by which tags are recognized. A policy that is written for them says the same ones: what is not recognized is
/// never selected. Pure.
/// </summary>
internal static partial class TagPatterns
{
    private const string CompactDay = "20[0-9]{2}[01][0-9][0-3][0-9]";
    private const string DashedDay = "20[0-9]{2}-[01][0-9]-[0-3][0-9]";
    private const string AnyDay = $"(?:{CompactDay}|{DashedDay})";
    private const string Clock = "(?:[T._-]?[0-9]{4,6})?";
    private const string Hash = "[0-9a-f]{7,40}";
    private const string DateEnd = $"(?:[-_.]{Hash})?";
    private const string NightlyWords = "nightly|daily|canary|snapshot";
    private const string DailyWords = NightlyWords + "|edge|dev|develop|main|master|trunk";
    private const string End = "(?:[-._].*)?";
    private const string PullNumber = "[0-9]+(?:[-_].*)?";
    private const string PullWords = "pr|PR|pull|pull-request|mr|MR|merge-request";

    /// <summary>Versions that the next day replaces.</summary>
    private const string NightlyVersion = "(?:.*[-_])?v?[0-9]+(?:[.][0-9]+)+[-._](?:nightly|snapshot|SNAPSHOT|canary|dev)(?:[-._0-9].*)?";

    internal const string NotCommit = "(?:(?:sha-|git-|commit-)?[0-9]+|[a-f]+)";

    private const string Commit = $"(?:sha-|git-|commit-)?{Hash}";

    /// <summary>What <see cref="NotBranchCommit"/> or another pattern recognizes is not the commit of a branch.</summary>
    private const string BranchCommit = $"[A-Za-z].*-{Hash}";

    /// <summary>The group of a pattern that finds the branch of a commit.</summary>
    internal const string Branch = "branch";

    /// <summary>What is deployed or released from a commit, and so is more than the commit of a branch.</summary>
    private const string Deployed = "(?i:releases?|prod|production|stable|lts|live|deploy|customer|staging|hotfix)(?:[-_.0-9].*)?-" + Hash;

    /// <summary>The most characters of branches in a pattern: a policy's patterns have 1,000 at most.</summary>
    private const int BranchesLength = 800;

    /// <summary>Words, numbers and versions that look like commits of branches.</summary>
    internal const string NotBranchCommit = "(?:.*-(?:[0-9]+|[a-f]+)|.*[0-9][.][0-9].*)";

    /// <summary>Build caches.</summary>
    internal const string Cache = "(?:(?:.*[-_.])?(?:build|buildkit|docker)-?cache(?:[-_.].*)?|cache)";

    private static readonly Regex s_daily = Whole(Daily($"(?:{DailyWords})", AnyDay, Clock, End));
    private static readonly Regex s_numbered = Whole(Numbered($"(?:{NightlyWords})"));
    private static readonly Regex s_nightlyVersion = Whole(NightlyVersion);
    private static readonly Regex s_pull = Whole($"(?:{PullWords})[-_]{PullNumber}");
    private static readonly Regex s_dated = Whole(AnyDay + Clock + DateEnd);
    private static readonly Regex s_commit = Whole(Commit);
    private static readonly Regex s_notCommit = Whole(NotCommit);
    private static readonly Regex s_branchCommit = Whole(BranchCommit);
    private static readonly Regex s_notBranchCommit = Whole($"{NotBranchCommit}|(?:sha|git|commit)-.*");
    private static readonly Regex s_onlyBranchCommit = Whole(NotBranchCommit);
    private static readonly Regex s_deployed = Whole(Deployed);
    private static readonly Regex s_cache = Whole(Cache);

    /// <summary>What a tag says, but for dates, which depend on the others.</summary>
    public static TagScheme SchemeOf(string tag) =>
        s_pull.IsMatch(tag) ? TagScheme.PullRequest
        : IsNightly(tag) ? TagScheme.Nightly
        : s_dated.IsMatch(tag) ? TagScheme.Dated
        : ImageVersion.TryParse(tag, out var version) && !version.IsPreRelease ? TagScheme.Release
        : s_cache.IsMatch(tag) ? TagScheme.Cache
        : s_commit.IsMatch(tag) && !s_notCommit.IsMatch(tag) ? TagScheme.Commit
        : s_branchCommit.IsMatch(tag) && !s_notBranchCommit.IsMatch(tag)
            ? s_deployed.IsMatch(tag) ? TagScheme.Unknown
                : TagScheme.BranchCommit
        : version is not null ? TagScheme.PreRelease
        : MovingTag().IsMatch(tag) ? TagScheme.Moving
        : TagScheme.Unknown;

    /// <summary>The pattern of the pull requests that were found, with their prefixes.</summary>
    public static string OfPulls(IReadOnlyCollection<string> tags) =>
        Any(Distinct(tags, tag => tag[..tag.AsSpan().IndexOfAnyInRange('0', '9')])) + PullNumber;

    /// <summary>The pattern of the builds by night that were found: no more of it than they need.</summary>
    public static string OfNightlies(IReadOnlyCollection<string> tags)
    {
        var forms = new List<string>();
        string[] daily = [.. tags.Where(tag => s_daily.IsMatch(tag))];
        if (daily.Length > 0)
        {
            forms.Add(Least(daily, (day, clock, end) => Daily(Any(Distinct(daily, Word)), day, clock, end), End));
        }

        string[] numbered = [.. tags.Where(tag => s_numbered.IsMatch(tag) && !s_daily.IsMatch(tag))];
        if (numbered.Length > 0)
        {
            forms.Add(Numbered(Any(Distinct(numbered, Word))));
        }

        if (tags.Any(tag => s_nightlyVersion.IsMatch(tag)))
        {
            forms.Add(NightlyVersion);
        }

        return Any([.. forms]);
    }

    /// <summary>The pattern of the dates that were found.</summary>
    public static string OfDates(IReadOnlyCollection<string> tags) => Least(tags, static (day, clock, end) => day + clock + end, DateEnd);

    /// <summary>The pattern of the commits that were found, with their prefixes. <see cref="NotCommit"/> are none.</summary>
    public static string OfCommits(IReadOnlyCollection<string> tags) =>
        Any(Distinct(tags, tag => tag[..(tag.IndexOf('-', StringComparison.Ordinal) + 1)])) + Hash;

    /// <summary>The pattern of the commits of the branches that were found. Branches that do not fit into it are kept.</summary>
    public static string OfBranchCommits(IReadOnlyCollection<string> tags)
    {
        var length = 0;
        var branches = Distinct(tags, tag => Literal(BranchOf(tag))).TakeWhile(branch => (length += branch.Length + 1) <= BranchesLength);
        return $"(?<{Branch}>{string.Join('|', branches)})-{Hash}";
    }

    /// <summary>The branch of a commit.</summary>
    public static string BranchOf(string tag) => tag[..tag.LastIndexOf('-')];

    /// <summary>A tag with another day in the place of its own; as it is where it has none.</summary>
    public static string WithDay(string tag, int day) =>
        DayIn().Replace(tag, match => match.ValueSpan[4] == '-' ? $"2026-03-{day:00}" : $"202603{day:00}", 1);

    /// <summary>Whether a tag of another kind looks like the commit of a branch.</summary>
    public static bool LooksLikeBranchCommit(string tag) => s_branchCommit.IsMatch(tag) && !s_onlyBranchCommit.IsMatch(tag);

    /// <summary>One pattern or several.</summary>
    public static string Any(IReadOnlyList<string> patterns) => patterns is [var one] ? one : $"(?:{string.Join('|', patterns)})";

    /// <summary>Whether all tags are matched as a whole.</summary>
    public static bool MatchesAll(string pattern, IEnumerable<string> tags) => tags.All(Whole(pattern).IsMatch);

    private static bool IsNightly(string tag) => s_daily.IsMatch(tag) || s_numbered.IsMatch(tag) || s_nightlyVersion.IsMatch(tag);

    private static string Word(string tag) => tag[..tag.AsSpan().IndexOfAny("-._")];

    private static string Literal(string tag) => tag.Replace(".", "[.]", StringComparison.Ordinal);

    private static string[] Distinct(IEnumerable<string> tags, Func<string, string> part) =>
        [.. tags.Select(part).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string Daily(string words, string day, string clock, string end) => $"{words}[-._]{day}{clock}{end}";

    private static string Numbered(string words) => $"{words}[-._](?:[0-9]+|{Hash})";

    /// <summary>The shortest of the patterns that matches all tags.</summary>
    private static string Least(IReadOnlyCollection<string> tags, Func<string, string, string, string> pattern, string longEnd) =>
        (
            from day in (string[])[CompactDay, DashedDay, AnyDay]
            from clock in (string[])["", Clock]
            from end in (string[])["", longEnd]
            let candidate = pattern(day, clock, end)
            where tags.All(Whole(candidate).IsMatch)
            select candidate
        ).First();

    /// <summary>Whether a text can be a tag: others are never written into a file.</summary>
    public static bool IsTag(string text) => Tag().IsMatch(text);

    /// <summary>As policies read it: the whole tag, and without backtracking.</summary>
    private static Regex Whole(string pattern) => new($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    [GeneratedRegex($"{CompactDay}|{DashedDay}", RegexOptions.CultureInvariant)]
    private static partial Regex DayIn();

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex(
        @"\A(?:latest|stable|edge|main|master|trunk|dev|devel|develop|development|next|nightly|daily|weekly|canary|alpha|beta|rc|preview|snapshot|lts|current|default"
            + @"|head|prod|production|stage|staging|test|testing|qa|uat|demo|release)(?:[-_][A-Za-z][A-Za-z0-9._]*)?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex MovingTag();
}
