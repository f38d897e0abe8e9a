using System.Globalization;
using System.Text.RegularExpressions;

namespace PolicyEngine.Registry.Http;

/// <summary>Durations as Go prints them: <c>880.092µs</c>, <c>1m30.5s</c>. Pure.</summary>
internal static partial class GoDuration
{
    /// <summary>The wait in a text such as ghcr.io's <c>toomanyrequests: retry-after:
    /// 880.092µs, allowed: 44000/minute</c>, or null if there is none.</summary>
    internal static TimeSpan? FindRetryAfter(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var seconds = 0.0;
        for (var i = 0; i < match.Groups["number"].Captures.Count; i++)
        {
            seconds +=
                double.Parse(match.Groups["number"].Captures[i].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)
                * match.Groups["unit"].Captures[i].Value switch
                {
                    "h" => 3600,
                    "m" => 60,
                    "s" => 1,
                    "ms" => 1e-3,
                    "ns" => 1e-9,
                    _ => 1e-6,
                };
        }

        // Rounded up: zero would mean to ask again at once.
        return TimeSpan.FromMilliseconds(Math.Ceiling(Math.Min(seconds, 365 * 24 * 3600.0) * 1000));
    }

    /// <summary>The duration that a text is as a whole, or a number of seconds with a fraction; null where it is neither.</summary>
    internal static TimeSpan? Parse(string text) =>
        Whole().IsMatch(text) ? FindRetryAfter($"retry-after: {text}{(char.IsAsciiDigit(text[^1]) ? "s" : "")}") : null;

    [GeneratedRegex(
        @"\A(?:(?:[0-9]{1,9}(?:\.[0-9]{1,9})?(?:ns|us|µs|μs|ms|s|m|h)){1,6}|[0-9]{1,9}\.[0-9]{1,9})\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Whole();

    [GeneratedRegex(
        @"retry-after:\s*(?:(?<number>[0-9]{1,9}(?:\.[0-9]{1,9})?)(?<unit>ns|us|µs|μs|ms|s|m|h)){1,6}",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Pattern();
}
