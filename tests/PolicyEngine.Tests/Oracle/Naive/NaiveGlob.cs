using System.Text;
using System.Text.RegularExpressions;

namespace PolicyEngine.Tests.Oracle;

/// <summary>Globs of semantics.md#conditions, by the shortest recursion that is right.</summary>
internal static class NaiveGlob
{
    /// <summary>A list of globs selects what matches one that is not negative,
    /// and no negative one; only-negative lists start from <c>*</c>.</summary>
    public static bool Selects(IReadOnlyList<string> globs, string value)
    {
        var positive = globs.Where(g => !g.StartsWith('!')).ToList();
        var negative = globs.Where(g => g.StartsWith('!')).Select(g => g[1..]).ToList();
        return (positive.Count == 0 || positive.Any(g => Matches(g, value))) && !negative.Any(g => Matches(g, value));
    }

    public static bool Matches(string glob, string value)
    {
        if (glob.Length == 0)
        {
            return value.Length == 0;
        }

        if (glob[0] == '*')
        {
            return Matches(glob[1..], value) || (value.Length > 0 && Matches(glob, value[1..]));
        }

        if (value.Length == 0)
        {
            return false;
        }

        if (glob[0] == '[')
        {
            var end = glob.IndexOf(']', StringComparison.Ordinal);
            return Regex.IsMatch(value[..1], glob[..(end + 1)].Replace("[!", "[^", StringComparison.Ordinal))
                && Matches(glob[(end + 1)..], value[1..]);
        }

        return (glob[0] == '?' || glob[0] == value[0]) && Matches(glob[1..], value[1..]);
    }

    /// <summary>Repository names: <c>*</c> stays within a path segment, <c>**</c> crosses them.</summary>
    public static bool SelectsRepository(IReadOnlyList<string> globs, string name)
    {
        var positive = globs.Where(g => !g.StartsWith('!')).ToList();
        var negative = globs.Where(g => g.StartsWith('!')).Select(g => g[1..]).ToList();
        return (positive.Count == 0 || positive.Any(g => MatchesRepository(g, name))) && !negative.Any(g => MatchesRepository(g, name));
    }

    private static bool MatchesRepository(string glob, string name)
    {
        var regex = new StringBuilder(Regex.Escape(glob));
        regex.Replace(@"\*\*", ".*").Replace(@"\*", "[^/]*").Replace(@"\?", "[^/]");
        return Regex.IsMatch(name, $@"\A{regex}\z");
    }
}
