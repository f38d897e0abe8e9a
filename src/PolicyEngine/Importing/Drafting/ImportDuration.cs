using System.Globalization;

namespace PolicyEngine.Importing.Drafting;

/// <summary>Other tools' durations: <c>720h</c>, <c>2d3h6m</c>, <c>2 weeks</c>, <c>1
/// month, 3 days</c>. What is vague is rounded up, so that more is kept.</summary>
internal static class ImportDuration
{
    private const decimal Most = 100L * 366 * 86400;

    /// <summary>The duration as the policy language writes it; null if it is not one.</summary>
    public static string? Read(string text)
    {
        decimal seconds = 0;
        var rest = text.AsSpan().Trim();
        if (rest.Length == 0)
        {
            return null;
        }

        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExcept("0123456789.");
            var number = digits < 0 ? rest : rest[..digits];
            rest = digits < 0 ? [] : rest[digits..].TrimStart();
            var letters = rest.IndexOfAnyExceptInRange('A', 'z');
            var unit = (letters < 0 ? rest : rest[..letters]).ToString();
            rest = letters < 0 ? [] : rest[letters..].TrimStart(" ,");
            if (
                !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
                || Seconds(unit, value == 0 && rest.Length == 0) is not { } factor
                || value > Most / factor
            )
            {
                return null;
            }

            seconds += value * factor;
        }

        return seconds > Most ? null : Write((long)decimal.Ceiling(seconds));
    }

    /// <summary>A number of days.</summary>
    public static string Days(int days) => Write(Math.Min(days, (long)(Most / 86400)) * 86400);

    /// <summary>Few minutes alone are written as seconds: they look like months.</summary>
    private static string Write(long seconds)
    {
        if (seconds < 3600)
        {
            return seconds == 0 ? "0d" : FormattableString.Invariant($"{seconds}s");
        }

        var parts = new[] { (seconds / 86400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s") };
        return string.Concat(parts.Where(p => p.Item1 > 0).Select(p => FormattableString.Invariant($"{p.Item1}{p.Item2}")));
    }

    /// <summary>Months and years are as long as they can be.</summary>
    private static decimal? Seconds(string unit, bool isZero) =>
        unit.ToLowerInvariant() switch
        {
            "s" or "sec" or "secs" or "second" or "seconds" => 1,
            "m" or "min" or "mins" or "minute" or "minutes" => 60,
            "h" or "hr" or "hrs" or "hour" or "hours" => 3600,
            "d" or "day" or "days" => 86400,
            "w" or "week" or "weeks" => 7 * 86400,
            "mo" or "month" or "months" => 31 * 86400,
            "y" or "yr" or "year" or "years" => 366 * 86400,
            "" when isZero => 1,
            _ => null,
        };
}
