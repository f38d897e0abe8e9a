using System.Text;
using System.Text.RegularExpressions;
using PolicyEngine.Language.Globs;

namespace PolicyEngine.Importing;

/// <summary>Other tools' patterns in the policy language.</summary>
internal static class ImportPatterns
{
    private const int MaxRegex = 900;
    private const int MaxAlternatives = 100;

    /// <summary>Whether the policy language reads a text as a glob; its own special characters aside, globs mean the same everywhere.</summary>
    public static bool IsGlob(string text, bool isPath = false) => !text.StartsWith('!') && GlobParser.Parse(text, isPath, out _) is not null;

    /// <summary>A pattern that only knows <c>*</c>; null where it has what would mean more here.</summary>
    public static string? Stars(string pattern) => pattern.Length > 0 && pattern.AsSpan().IndexOfAny("?[]{}!\\") < 0 && IsGlob(pattern) ? pattern : null;

    /// <summary>A doublestar pattern of a tag as globs: <c>{a,b}</c> is written out, <c>**</c> is <c>*</c>; null where it says more.</summary>
    public static IReadOnlyList<string>? Doublestar(string pattern, bool isPath)
    {
        var globs = Alternatives(pattern)?.Select(p => isPath ? p : p.Replace("**", "*", StringComparison.Ordinal)).ToArray();
        return globs is not null && globs.All(g => IsGlob(g, isPath) && g.IndexOf('\\', StringComparison.Ordinal) < 0) ? globs : null;
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
        return Whole((isFromStart || core.StartsWith(".*", StringComparison.Ordinal) ? "" : ".*") + core + (isToEnd || core.EndsWith(".*", StringComparison.Ordinal) ? "" : ".*"));
    }

    /// <summary>A regular expression that matches whole tags; null where it cannot be used (look-arounds, back-references).</summary>
    public static string? Whole(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant);
            _ = new Regex($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return pattern.Length is > 0 and <= MaxRegex ? pattern : null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
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
            if (Alternatives(pattern[..open] + choice + pattern[(close + 1)..]) is not { } written || result.Count + written.Count > MaxAlternatives)
            {
                return null;
            }

            result.AddRange(written);
        }

        return result;
    }
}
