using System.Globalization;
using System.Text.RegularExpressions;

namespace PolicyEngine.Tests.Oracle;

/// <summary>What git and GitHub say in the small world of generated cases, and what conditions make of it.</summary>
internal static class NaiveFacts
{
    /// <summary>The one expression with groups that the conditions name.</summary>
    public const string Expression = "(?<branch>[a-zA-Z]+)-(?<pull>[0-9a-z]+)";

    /// <summary>The same for commits.</summary>
    public const string HashExpression = "(?<hash>[0-9a-f]{7})";

    /// <summary>The state of each pull request, and for how long it has been closed.</summary>
    public static readonly Dictionary<int, (string State, TimeSpan Closed)> PullRequests = new()
    {
        [1] = ("open", TimeSpan.Zero),
        [2] = ("closed", TimeSpan.FromDays(10)),
        [9] = ("merged", TimeSpan.FromDays(1)),
    };

    public static readonly string[] Branches = ["main", "Dev"];

    public static readonly string[] Reachable = ["c0ffee1".PadRight(40, '0')];

    public static readonly string[] Unreachable = ["c0ffee2".PadRight(40, '0'), "c0ffee3".PadRight(40, '0'), "c0ffee3".PadRight(40, '1')];

    public static bool? Holds(OracleMatch match, string tag) =>
        All([
            match.PullRequest is not { } pull || Captures(Expression, "pull", tag) is not { } number ? true : Holds(pull, number),
            match.Branch is not { } branch || Captures(Expression, "branch", tag) is not { } name
                ? true
                : Branches.Contains(name, StringComparer.OrdinalIgnoreCase) == (branch.State == "exists"),
            match.Commit is not { } commit || Captures(HashExpression, "hash", tag) is not { } hash ? true : Holds(commit, hash),
        ]);

    /// <summary>Whether a tag has what the conditions look up.</summary>
    public static bool IsAsked(OracleMatch match, string tag) =>
        (match.PullRequest is null && match.Branch is null) == false
            ? Captures(Expression, "pull", tag) is not null && (match.Commit is null || Captures(HashExpression, "hash", tag) is not null)
            : match.Commit is null || Captures(HashExpression, "hash", tag) is not null;

    private static bool? Holds(OraclePullRequest wanted, string text)
    {
        if (
            !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !PullRequests.TryGetValue(number, out var found)
        )
        {
            return null;
        }

        return (wanted.State == "closed" ? found.State is "closed" or "merged" : found.State == wanted.State)
            && (wanted.For is null || found.Closed > wanted.For);
    }

    private static bool? Holds(OracleCommit wanted, string hash) =>
        Reachable.Concat(Unreachable).Count(c => c.StartsWith(hash, StringComparison.Ordinal)) == 1
            ? Reachable.Any(c => c.StartsWith(hash, StringComparison.Ordinal)) == wanted.Is
            : null;

    private static string? Captures(string expression, string group, string tag) =>
        Regex.Match(tag, $@"\A(?:{expression})\z").Groups[group] is { Success: true } found ? found.Value : null;

    private static bool? All(IReadOnlyCollection<bool?> parts) =>
        parts.Contains(false) ? false
        : parts.Contains(null) ? null
        : true;
}
