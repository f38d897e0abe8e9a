using System.Globalization;
using System.Text.RegularExpressions;

namespace PolicyEngine.Values;

/// <summary>
/// Version ranges as package managers write them (<c>^1.2.3</c>, <c>~1.2</c>, <c>1.x</c>, <c>1.2 - 2</c>,
/// <c>[1,2)</c>), in comparators, exactly as npm and Maven document them: an upper bound that excludes a
/// version excludes its pre-releases too (in full versions <c>&lt;2.0.0-0</c>). Null where tools differ. Pure.
/// </summary>
internal static partial class RangeWords
{
    /// <summary>The range of full versions that was probably meant.</summary>
    public static string? Guess(string text) =>
        Guess(text, new Style(true, word => VersionRange<SemanticVersion>.TryParse(word, out _, out _)));

    /// <summary>The range of versions with one to four parts that was probably meant.</summary>
    public static string? GuessShort(string text) =>
        Guess(text, new Style(false, word => VersionRange<ImageVersion>.TryParse(word, out _, out _)));

    private static string? Guess(string text, Style style)
    {
        if (text.Length > 60)
        {
            return null;
        }

        string?[] alternatives =
        [
            .. Intervals().IsMatch(text)
                ? Interval().Matches(text).Select(m => OfInterval(m, style))
                : text.Split("||").Select(a => Alternative(a, style)),
        ];
        return alternatives.Contains(null) ? null : string.Join(" || ", alternatives);
    }

    /// <summary>Maven's and NuGet's <c>[1,2)</c>, <c>(,1]</c>, <c>[1]</c>.</summary>
    private static string? OfInterval(Match interval, Style style)
    {
        var (from, to) = (interval.Groups["from"].Value.Trim(), interval.Groups["to"].Value.Trim());
        if (!interval.Groups["comma"].Success)
        {
            return interval.Value is ['[', .., ']'] && Number(from, style) is { } one ? $"={one}" : null;
        }

        var lower = from.Length == 0 ? string.Empty : (interval.Value[0] == '[' ? ">=" : ">") + Number(from, style);
        var upper =
            to.Length == 0 ? string.Empty
            : interval.Value[^1] == ']' ? "<=" + Number(to, style)
            : Below(to, style);
        return
            (lower.Length == 0 || style.IsRight(lower))
            && (upper is not null && (upper.Length == 0 || style.IsRight(upper)))
            && lower.Length + upper.Length > 0
            ? $"{lower} {upper}".Trim()
            : null;
    }

    private static string? Below(string version, Style style) =>
        Number(version, style) is { } number
            ? style.IsFull && !version.Contains('-', StringComparison.Ordinal)
                ? $"<{number}-0"
                : $"<{number}"
            : null;

    /// <summary>A version with its missing parts, where full ones are asked for.</summary>
    private static string? Number(string version, Style style)
    {
        var match = Word().Match(version);
        return !match.Success || match.Groups["operator"].Length > 0 || HasWildcard(match)
            ? null
            : style.Version(Part(match, "major") ?? 0, Part(match, "minor"), Part(match, "patch")) + match.Groups["pre"].Value;
    }

    private static string? Alternative(string text, Style style)
    {
        if (Hyphen().Match(text) is { Success: true } hyphen)
        {
            return
                Rewrite(">=" + hyphen.Groups["from"].Value, style) is { } from && Rewrite("<=" + hyphen.Groups["to"].Value, style) is { } to
                ? $"{from} {to}"
                : null;
        }

        var words = Blank()
            .Replace(text, "${operator}")
            .Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)
            .Select(w => Rewrite(w, style))
            .ToArray();
        return words.Length == 0 || words.Contains(null) ? null : string.Join(' ', words);
    }

    private static string? Rewrite(string word, Style style)
    {
        if (style.IsRight(word))
        {
            return word;
        }

        if (word is "x" or "X" or "+")
        {
            return "*";
        }

        var match = Word().Match(word);
        if (!match.Success)
        {
            return null;
        }

        var (major, minor, patch) = (Part(match, "major") ?? 0, Part(match, "minor"), Part(match, "patch"));
        patch = minor is null ? null : patch;
        var pre = patch is null ? string.Empty : match.Groups["pre"].Value;
        var from = style.Version(major, minor, patch) + pre;
        var afterMajor = style.Limit(major + 1, null, null);
        var afterMinor = style.Limit(major, (minor ?? 0) + 1, null);
        var after = minor is null ? afterMajor : afterMinor;
        var isExact = patch is not null || (!style.IsFull && !HasWildcard(match));
        return match.Groups["operator"].Value switch
        {
            ">=" or "=>" => $">={from}",
            "<" => isExact ? $"<{from}" : $"<{style.Limit(major, minor, patch)}",
            ">" => isExact
                ? $">{from}"
                : $">={(minor is null ? style.Version(major + 1, null, null) : style.Version(major, minor.Value + 1, null))}",
            "<=" or "=<" => isExact ? $"<={from}" : $"<{after}",
            "^" when major > 0 || minor is null => $">={from} <{afterMajor}",
            "^" when minor > 0 || patch is null => $">={from} <{afterMinor}",
            "^" => $">={from} <{style.Limit(0, 0, patch.Value + 1)}",
            // Ruby and Terraform take '~>1.2' for <2, npm for <1.3.
            "~>" when minor is not null && patch is null => null,
            "~=" when patch is null => minor is null ? null : $">={from} <{afterMajor}",
            "~" or "~>" or "~=" => $">={from} <{after}",
            _ => isExact ? $"={from}" : $">={from} <{after}",
        };
    }

    private static bool HasWildcard(Match match) => match.Groups["any"].Success;

    private static int? Part(Match match, string part) =>
        int.TryParse(match.Groups[part].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>How versions are written.</summary>
    /// <param name="IsFull">Whether with all three parts.</param>
    /// <param name="IsRight">Whether a word can stand in the range as it is.</param>
    private sealed record Style(bool IsFull, Func<string, bool> IsRight)
    {
        public string Version(int major, int? minor, int? patch) =>
            IsFull
                ? string.Create(CultureInfo.InvariantCulture, $"{major}.{minor ?? 0}.{patch ?? 0}")
                : string.Join(
                    '.',
                    new[] { major, minor, patch }.TakeWhile(p => p is not null).Select(p => p!.Value.ToString(CultureInfo.InvariantCulture))
                );

        /// <summary>A version that a range ends before, without its pre-releases.</summary>
        public string Limit(int major, int? minor, int? patch) =>
            IsFull ? Version(major, minor, patch) + "-0" : Version(major, minor, patch);
    }

    [GeneratedRegex(
        @"\A(?<operator>>=|=>|<=|=<|<|>|==?|\^|~>|~=|~|)v?(?<major>[0-9]{1,9})(?:\.(?:(?<minor>[0-9]{1,9})|(?<any>[xX*+])))?(?:\.(?:(?<patch>[0-9]{1,9})|(?<any>[xX*+])))?(?<pre>-[0-9A-Za-z.-]+)?\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Word();

    [GeneratedRegex(@"\A *(?<from>[^ ,]+) +- +(?<to>[^ ,]+) *\z", RegexOptions.CultureInvariant)]
    private static partial Regex Hyphen();

    [GeneratedRegex(@"\A\s*[\[(][^\[\]()]*[\])](?:\s*,\s*[\[(][^\[\]()]*[\])])*\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Intervals();

    [GeneratedRegex(@"[\[(](?<from>[^\[\](),]*)(?<comma>,(?<to>[^\[\](),]*))?[\])]", RegexOptions.CultureInvariant)]
    private static partial Regex Interval();

    /// <summary>The blanks behind an operator.</summary>
    [GeneratedRegex("(?<operator>>=|<=|~>|~=|[<>=^~]) +", RegexOptions.CultureInvariant)]
    private static partial Regex Blank();
}
