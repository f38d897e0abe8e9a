using System.Text.RegularExpressions;

namespace PolicyEngine.Binding;

/// <summary>Durations and sizes as people write them elsewhere, in the spelling
/// of the language; null where a text could mean several things.</summary>
internal static partial class UnitWords
{
    /// <summary><c>14 days</c> is <c>14d</c>, <c>P14D</c> too; <c>1M</c> could be minutes or months, and is null.</summary>
    public static string? Duration(string text)
    {
        var match = DurationText().Match(text.Trim());
        if (!match.Success)
        {
            return null;
        }

        var parts = match
            .Groups["amount"]
            .Captures.Zip(match.Groups["unit"].Captures, (amount, unit) =>
                (Amount: amount.Value, Unit: DurationUnit(unit.Value, text[0] is 'P'))
            )
            .ToArray();
        return parts.Any(p => p.Unit is null) ? null : string.Concat(parts.Select(p => p.Amount + p.Unit));
    }

    /// <summary><c>5 gigabytes</c>, <c>5gb</c> and <c>5G</c> are <c>5GB</c>, <c>5Gi</c> is <c>5GiB</c>.</summary>
    public static string? Size(string text)
    {
        var match = SizeText().Match(text.Trim());
        if (!match.Success)
        {
            return null;
        }

        var letter = char.ToUpperInvariant(match.Groups["unit"].Value[0]);
        var isBinary = match.Groups["binary"].Success;
        return match.Groups["amount"].Value
            + (
                letter == 'B' ? "B"
                : isBinary ? $"{letter}iB"
                : letter == 'K' ? "kB"
                : $"{letter}B"
            );
    }

    private static string? DurationUnit(string unit, bool isIso) =>
        unit.ToLowerInvariant() switch
        {
            "m" when unit == "M" => isIso ? "mo" : null,
            "s" or "sec" or "secs" or "second" or "seconds" => "s",
            "m" or "min" or "mins" or "minute" or "minutes" => "m",
            "h" or "hr" or "hrs" or "hour" or "hours" => "h",
            "d" or "day" or "days" => "d",
            "w" or "wk" or "wks" or "week" or "weeks" => "w",
            "mo" or "mon" or "mos" or "month" or "months" => "mo",
            "y" or "yr" or "yrs" or "year" or "years" => "y",
            _ => null,
        };

    [GeneratedRegex(
        @"\A(?:P(?=[0-9]))?(?:(?<amount>[0-9]{1,9})[ _-]*(?<unit>[A-Za-z]{1,7})(?:[ ,]*(?:and )?[ ]*|\z)){1,6}\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex DurationText();

    [GeneratedRegex(
        @"\A(?<amount>[0-9]{1,15}(?:[.][0-9]{1,6})?)[ _-]*(?<unit>[kmgtp](?:ilo|ega|iga|era|eta)?(?<binary>i|ibi|ebi)?(?:b|bytes?)?|b|bytes?)\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex SizeText();
}
