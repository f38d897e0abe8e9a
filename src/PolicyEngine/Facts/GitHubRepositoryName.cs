using System.Text.RegularExpressions;

namespace PolicyEngine.Facts;

/// <summary>Names of repositories on GitHub. Pure.</summary>
internal static partial class GitHubRepositoryName
{
    /// <summary>Whether a text is a repository as <c>owner/name</c>.</summary>
    public static bool IsRepository(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Whole().IsMatch(text);
    }

    /// <summary>The repository of a remote's URL (<c>https://github.com/acme/web.git</c>,
    /// <c>git@github.com:acme/web.git</c>) with its host; null where it has none.</summary>
    public static (string Host, string Repository)? OfRemote(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var match = Remote().Match(url);
        return match.Success && IsRepository(match.Groups["name"].Value)
            ? (match.Groups["host"].Value.ToLowerInvariant(), match.Groups["name"].Value)
            : null;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}/(?!\.{1,2}\z)[A-Za-z0-9_.-]{1,100}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex(
        @"\A(?:[a-z+]+://(?:[^@/]*@)?(?<host>[^/:]+)(?::[0-9]+)?/|(?:[^@/]+@)?(?<host>[^/:@]+):)(?<name>[^/]+/[^/]+?)(?:\.git)?/?\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Remote();
}
