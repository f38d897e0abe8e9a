using System.Globalization;
using System.Text.RegularExpressions;

namespace PolicyEngine.Language.Versions;

/// <summary>Version ranges as package managers write them (<c>^1.2.3</c>, <c>~1.2</c>, <c>1.x</c>, <c>&gt;=1</c>), in comparators with full versions; null where that is not plain. Pure.</summary>
internal static partial class RangeWords
{
    /// <summary>The range that was probably meant.</summary>
    public static string? Guess(string text)
    {
        var words = text.Length > 60 ? [] : text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => w is "||" ? w : Rewrite(w)).ToArray();
        return words.Length == 0 || words.Contains(null) ? null : string.Join(' ', words);
    }

    private static string? Rewrite(string word)
    {
        if (VersionRange.TryParse(word, out _, out _))
        {
            return word;
        }

        var match = Word().Match(word);
        if (!match.Success)
        {
            return null;
        }

        var (major, minor, patch) = (Number(match, "major"), Number(match, "minor"), Number(match, "patch"));
        var full = string.Create(CultureInfo.InvariantCulture, $"{major ?? 0}.{minor ?? 0}.{patch ?? 0}");
        var nextMajor = string.Create(CultureInfo.InvariantCulture, $"{major + 1}.0.0");
        var nextMinor = string.Create(CultureInfo.InvariantCulture, $"{major}.{minor + 1}.0");
        return match.Groups["operator"].Value switch
        {
            ">=" or "<" => match.Groups["operator"].Value + full,
            "^" when major == 0 && minor is not null => minor == 0 && patch is not null ? null : $">={full} <{nextMinor}",
            "^" => $">={full} <{nextMajor}",
            "~" or "~>" or "" or "=" when minor is null => $">={full} <{nextMajor}",
            "~" or "~>" => $">={full} <{nextMinor}",
            "" or "=" when patch is null => $">={full} <{nextMinor}",
            "" => "=" + full,
            _ => null,
        };
    }

    private static int? Number(Match match, string part) =>
        int.TryParse(match.Groups[part].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < int.MaxValue ? number : null;

    [GeneratedRegex(@"\A(?<operator>>=|<=|>|<|=|\^|~>|~|)v?(?<major>[0-9]{1,9})(?:\.(?<minor>[0-9]{1,9}|[xX*]))?(?:\.(?<patch>[0-9]{1,9}|[xX*]))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
