using System.Globalization;
using System.Text.RegularExpressions;

namespace PolicyEngine.Values;

/// <summary>
/// Version ranges as package managers write them (<c>^1.2.3</c>, <c>~1.2</c>, <c>1.x</c>, <c>1.2 - 2</c>), in comparators with full versions, exactly as npm documents them:
/// an upper bound that excludes a version excludes its pre-releases too (<c>&lt;2.0.0-0</c>). Null where tools differ. Pure.
/// </summary>
internal static partial class RangeWords
{
    /// <summary>The range that was probably meant.</summary>
    public static string? Guess(string text)
    {
        if (text.Length > 60)
        {
            return null;
        }

        var alternatives = text.Split("||").Select(Alternative).ToArray();
        return alternatives.Contains(null) ? null : string.Join(" || ", alternatives);
    }

    private static string? Alternative(string text)
    {
        if (Hyphen().Match(text) is { Success: true } hyphen)
        {
            return Rewrite(">=" + hyphen.Groups["from"].Value) is { } from && Rewrite("<=" + hyphen.Groups["to"].Value) is { } to
                ? $"{from} {to}"
                : null;
        }

        var words = Blank().Replace(text, "${operator}").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(Rewrite).ToArray();
        return words.Length == 0 || words.Contains(null) ? null : string.Join(' ', words);
    }

    private static string? Rewrite(string word)
    {
        if (VersionRange.TryParse(word, out _, out _))
        {
            return word;
        }

        if (word is "x" or "X")
        {
            return "*";
        }

        var match = Word().Match(word);
        if (!match.Success)
        {
            return null;
        }

        var (major, minor, patch) = (Number(match, "major") ?? 0, Number(match, "minor"), Number(match, "patch"));
        patch = minor is null ? null : patch;
        var full = Version(major, minor ?? 0, patch ?? 0) + (patch is null ? string.Empty : match.Groups["pre"].Value);
        var afterMajor = Version(major + 1, 0, 0) + "-0";
        var afterMinor = Version(major, (minor ?? 0) + 1, 0) + "-0";
        var after = minor is null ? afterMajor : afterMinor;
        return match.Groups["operator"].Value switch
        {
            ">=" => $">={full}",
            "<" => patch is null ? $"<{full}-0" : $"<{full}",
            ">" => patch is null ? $">={(minor is null ? Version(major + 1, 0, 0) : Version(major, minor.Value + 1, 0))}" : $">{full}",
            "<=" => patch is null ? $"<{after}" : $"<={full}",
            "^" when major > 0 || minor is null => $">={full} <{afterMajor}",
            "^" when minor > 0 || patch is null => $">={full} <{afterMinor}",
            "^" => $">={full} <{Version(0, 0, patch.Value + 1)}-0",
            // Ruby and Terraform take '~>1.2' for <2, npm for <1.3.
            "~>" when minor is not null && patch is null => null,
            "~" or "~>" => $">={full} <{after}",
            _ => patch is null ? $">={full} <{after}" : $"={full}",
        };
    }

    private static string Version(int major, int minor, int patch) => string.Create(CultureInfo.InvariantCulture, $"{major}.{minor}.{patch}");

    private static int? Number(Match match, string part) =>
        int.TryParse(match.Groups[part].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"\A(?<operator>>=|<=|>|<|=|\^|~>|~|)v?(?<major>[0-9]{1,9})(?:\.(?<minor>[0-9]{1,9}|[xX*]))?(?:\.(?<patch>[0-9]{1,9}|[xX*]))?(?<pre>-[0-9A-Za-z.-]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"\A *(?<from>[^ ,]+) +- +(?<to>[^ ,]+) *\z", RegexOptions.CultureInvariant)]
    private static partial Regex Hyphen();

    /// <summary>The blanks behind an operator.</summary>
    [GeneratedRegex("(?<operator>>=|<=|~>|[<>=^~]) +", RegexOptions.CultureInvariant)]
    private static partial Regex Blank();
}
