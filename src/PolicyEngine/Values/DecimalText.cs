using System.Globalization;
using System.Text.RegularExpressions;

namespace PolicyEngine.Values;

/// <summary>A number, or a time, in decimal digits of any length. Immutable.</summary>
internal sealed partial class DecimalText : IComparable<DecimalText>
{
    private readonly string _whole;
    private readonly string _fraction;

    private DecimalText(string whole, string fraction)
    {
        _whole = whole.TrimStart('0');
        _fraction = fraction.TrimEnd('0');
    }

    /// <summary>Reads <c>12</c>, <c>012</c>, <c>1.5</c>; null for anything else.</summary>
    public static DecimalText? OfNumber(string text) =>
        Number().Match(text) is { Success: true } match ? new(match.Groups["whole"].Value, match.Groups["fraction"].Value) : null;

    /// <summary>Reads a day or a time as tags hold it: <c>20260530</c>, <c>2026-05-30</c>,
    /// <c>2026-05</c>, <c>20260530T120000Z</c>; null for anything else.</summary>
    public static DecimalText? OfDate(string text)
    {
        var match = Date().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var (month, day) = (Part("month", "01"), Part("day", "01"));
        var digits = match.Groups["year"].Value + month + day + Part("hour", "00") + Part("minute", "00") + Part("second", "00");
        return DateTime.TryParseExact(digits, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? new(digits, string.Empty)
            : null;

        string Part(string name, string missing) => match.Groups[name] is { Success: true } group ? group.Value : missing;
    }

    /// <inheritdoc/>
    public int CompareTo(DecimalText? other)
    {
        if (other is null)
        {
            return 1;
        }

        var order = _whole.Length.CompareTo(other._whole.Length);
        order = order != 0 ? order : string.CompareOrdinal(_whole, other._whole);
        return order != 0 ? order : string.CompareOrdinal(_fraction, other._fraction);
    }

    [GeneratedRegex(@"\A(?<whole>[0-9]+)(?:\.(?<fraction>[0-9]+))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(
        @"\A(?<year>[0-9]{4})(?:[-._]?(?<month>[0-9]{2})(?:[-._]?(?<day>[0-9]{2})(?:[-._T]?(?<hour>[0-9]{2})[-._:]?(?<minute>[0-9]{2})(?:[-._:]?(?<second>[0-9]{2}))?Z?)?)?)?\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Date();
}
