using System.Globalization;
using System.Text.RegularExpressions;

namespace PolicyEngine.Tests.Oracle;

/// <summary>An order by a capture group.</summary>
internal sealed record NaiveCapture(string Group, string Kind)
{
    public string? TextOf(string tag, string? regex) =>
        regex is not null && Regex.Match(tag, $@"\A(?:{regex})\z").Groups[Group] is { Success: true } group ? group.Value : null;

    /// <summary>What the text is read as; null where it cannot be.</summary>
    public IComparable? KeyOf(string tag, string? regex) =>
        TextOf(tag, regex) is not { Length: > 0 } text
            ? null
            : Kind switch
            {
                "number" => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : null,
                "version" => NaiveImageVersion.Parse(text) is { } version ? new Comparable(version) : null,
                "date" => DateTime.TryParseExact(
                    text,
                    ["yyyyMMdd", "yyyy-MM-dd", "yyyy.MM.dd", "yyyy-MM", "yyyyMM", "yyyy"],
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var date
                )
                    ? date
                    : null,
                _ => new Ordinal(text),
            };

    private sealed record Comparable(NaiveImageVersion Version) : IComparable
    {
        public int CompareTo(object? obj) => obj is Comparable other ? Version.CompareTo(other.Version) : 1;
    }

    private sealed record Ordinal(string Text) : IComparable
    {
        public int CompareTo(object? obj) => obj is Ordinal other ? string.CompareOrdinal(Text, other.Text) : 1;
    }
}
