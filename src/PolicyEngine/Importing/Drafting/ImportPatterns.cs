using System.Text;
using System.Text.RegularExpressions;
using PolicyEngine.Values;

namespace PolicyEngine.Importing.Drafting;

/// <summary>Other tools' patterns in the policy language.</summary>
internal static class ImportPatterns
{
    private const int MaxRegex = 900;
    private const int MaxAlternatives = 100;

    /// <summary>What another dialect of regular expressions reads in another way:
    /// classes of POSIX, empty classes, differences of classes, some escapes.</summary>
    private static readonly string[] Dialects =
    [
        "[[:",
        "[]",
        "[^]",
        "-[",
        "(?n",
        "(?x",
        "(?#",
        "(?(",
        "\\A",
        "\\z",
        "\\Z",
        "\\G",
        "\\a",
        "\\e",
    ];

    /// <summary>Whether the policy language reads a text as a glob; its own
    /// special characters aside, globs mean the same everywhere.</summary>
    public static bool IsGlob(string text, bool isPath = false) =>
        !text.StartsWith('!') && GlobParser.Parse(text, isPath, out _) is not null;

    /// <summary>A pattern that only knows <c>*</c>; null where it has what would mean more here.</summary>
    public static string? Stars(string pattern) =>
        pattern.Length > 0 && pattern.AsSpan().IndexOfAny("?[]{}!\\") < 0 && IsGlob(pattern) ? pattern : null;

    /// <summary>Whether a pattern knows <c>*</c> and <c>?</c> only, as a glob of tags does; classes are plain text to many tools.</summary>
    public static bool IsWildcard(string pattern, bool isPath = false) =>
        pattern.AsSpan().IndexOfAny("[]{}!\\") < 0 && IsGlob(pattern, isPath);

    /// <summary>A doublestar pattern of a tag as globs: <c>{a,b}</c> is
    /// written out, <c>**</c> is <c>*</c>; null where it says more.</summary>
    public static IReadOnlyList<string>? Doublestar(string pattern, bool isPath)
    {
        var globs = Alternatives(pattern)?.Select(p => isPath ? Segments(p) : Joined(p)).ToArray();
        return globs is not null && globs.All(g => IsGlob(g, isPath) && g.IndexOf('\\', StringComparison.Ordinal) < 0) ? globs : null;
    }

    /// <summary>Beside others in a segment, <c>**</c> does not cross segments.</summary>
    private static string Segments(string pattern) =>
        string.Join('/', pattern.Split('/').Select(s => s.Trim('*').Length == 0 && s.Length > 1 ? "**" : Joined(s)));

    private static string Joined(string pattern)
    {
        while (pattern.Contains("**", StringComparison.Ordinal))
        {
            pattern = pattern.Replace("**", "*", StringComparison.Ordinal);
        }

        return pattern;
    }

    /// <summary>Whether one name may match both lists of globs, <c>!</c> excludes; an empty list is everything. In doubt it may.</summary>
    public static bool MayMeet(IReadOnlyList<string> left, IReadOnlyList<string> right, bool isPath) =>
        List(left, isPath) is not { } one || List(right, isPath) is not { } other || CommonName.Find(one, other, isPath).Exists != false;

    private static GlobList? List(IReadOnlyList<string> globs, bool isPath)
    {
        var patterns = globs
            .Select(g => (IsExcluded: g.StartsWith('!'), Pattern: GlobParser.Parse(g.TrimStart('!'), isPath, out _)))
            .ToArray();
        return patterns.All(p => p.Pattern is not null)
            ? new GlobList(
                [.. patterns.Where(p => !p.IsExcluded).Select(p => p.Pattern!)],
                [.. patterns.Where(p => p.IsExcluded).Select(p => p.Pattern!)]
            )
            : null;
    }

    /// <summary>A regular expression that may match anywhere, as one that matches whole tags; null where it cannot be used.</summary>
    public static string? Anywhere(string pattern)
    {
        var hasAlternatives = pattern.Contains('|', StringComparison.Ordinal);
        var isFromStart = !hasAlternatives && pattern.StartsWith('^');
        var isToEnd = !hasAlternatives && pattern.EndsWith('$') && !pattern.EndsWith("\\$", StringComparison.Ordinal);
        var core = isFromStart ? pattern[1..] : pattern;
        core = isToEnd ? core[..^1] : core;
        core = hasAlternatives ? $"(?:{core})" : core;
        return Whole(
            (isFromStart || core.StartsWith(".*", StringComparison.Ordinal) ? "" : ".*")
                + core
                + (isToEnd || core.EndsWith(".*", StringComparison.Ordinal) ? "" : ".*")
        );
    }

    /// <summary>A regular expression that matches whole tags; null where it cannot be used (look-arounds, back-references).</summary>
    public static string? Whole(string pattern)
    {
        try
        {
            if (Dialects.Any(d => pattern.Contains(d, StringComparison.Ordinal)))
            {
                return null;
            }

            _ = new Regex(pattern, RegexOptions.CultureInvariant);
            _ = new Regex($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return pattern.Length is > 0 and <= MaxRegex ? pattern : null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>What <c>\A…\z</c> around an expression matches: with alternatives,
    /// each anchor is of one of them only. Null where it cannot be used.</summary>
    public static string? WholeAlternatives(string pattern)
    {
        var parts = RegexPaths.Alternatives(pattern);
        return parts.Count == 1
            ? Whole(pattern)
            : Whole(string.Join('|', parts.Select((p, i) => $"{(i == 0 ? "" : ".*")}(?:{p}){(i == parts.Count - 1 ? "" : ".*")}")));
    }

    /// <summary>Tags that do not begin with some texts, <c>^(?!pr-|latest$).*</c>,
    /// as globs that exclude; null where it is anything else.</summary>
    public static IReadOnlyList<string>? NotAtStart(string pattern)
    {
        const string Start = "^(?!";
        var end = pattern.LastIndexOf(')');
        if (!pattern.StartsWith(Start, StringComparison.Ordinal) || end < Start.Length || pattern[(end + 1)..] is not ("" or ".*" or ".*$"))
        {
            return null;
        }

        string?[] globs = [.. RegexPaths.Alternatives(pattern[Start.Length..end]).Select(a => AnywhereAsGlob("^" + a))];
        return globs.All(g => g is not (null or "*")) ? [.. globs.Select(g => "!" + g)] : null;
    }

    /// <summary>A simple regular expression that may match anywhere, as a glob; null where it is not simple.</summary>
    public static string? AnywhereAsGlob(string pattern)
    {
        var isFromStart = pattern.StartsWith('^');
        var isToEnd = pattern.EndsWith('$') && !pattern.EndsWith("\\$", StringComparison.Ordinal);
        var core = pattern.AsSpan(isFromStart ? 1 : 0);
        core = isToEnd ? core[..^1] : core;
        var glob = new StringBuilder(isFromStart ? "" : "*");
        for (var i = 0; i < core.Length; i++)
        {
            var next = i + 1 < core.Length ? core[i + 1] : '\0';
            switch (core[i])
            {
                case '.' when next == '*':
                    glob.Append('*');
                    i++;
                    break;
                case '\\' when next is 'd' && !isToEnd && core[(i + 2)..] is "" or "+":
                    glob.Append("[0-9]");
                    i = core.Length;
                    break;
                case '\\' when next is '.' or '-' or '_':
                    glob.Append(next);
                    i++;
                    break;
                case var c when (char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && next is not ('*' or '+' or '?' or '{'):
                    glob.Append(c);
                    break;
                default:
                    return null;
            }
        }

        var text = glob.Append(isToEnd ? "" : "*").ToString();
        while (text.Contains("**", StringComparison.Ordinal))
        {
            text = text.Replace("**", "*", StringComparison.Ordinal);
        }

        return IsGlob(text) ? text : null;
    }

    private static List<string>? Alternatives(string pattern)
    {
        var open = pattern.IndexOf('{', StringComparison.Ordinal);
        var close = open < 0 ? -1 : pattern.IndexOf('}', open);
        if (open < 0)
        {
            return pattern.Contains('}', StringComparison.Ordinal) ? null : [pattern];
        }

        if (close < 0 || pattern[(open + 1)..close].Contains('{', StringComparison.Ordinal))
        {
            return null;
        }

        var result = new List<string>();
        foreach (var choice in pattern[(open + 1)..close].Split(','))
        {
            if (
                Alternatives(pattern[..open] + choice + pattern[(close + 1)..]) is not { } written
                || result.Count + written.Count > MaxAlternatives
            )
            {
                return null;
            }

            result.AddRange(written);
        }

        return result;
    }
}
