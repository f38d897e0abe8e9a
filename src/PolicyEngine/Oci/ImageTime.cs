using System.Globalization;
using System.Text.RegularExpressions;

namespace PolicyEngine.Oci;

/// <summary>Reads the times that images give of themselves: <c>created</c>
/// of a config, <c>org.opencontainers.image.created</c>. Pure.</summary>
internal static partial class ImageTime
{
    private const int TickDigits = 7;

    /// <summary>Reads a time by RFC 3339 section 5.6, which needs an offset; digits below 100 ns are cut.</summary>
    /// <returns>The time in UTC; null for anything else, for leap seconds, and for Go's zero time of the year 1.</returns>
    public static DateTimeOffset? Parse(string? text)
    {
        if (text is null || text.Length > 64 || Pattern().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var fraction = match.Groups["fraction"].Value;
        var cut = fraction.Length > TickDigits ? fraction[..TickDigits] : fraction.PadRight(TickDigits, '0');
        var canonical = $"{match.Groups["date"].Value}T{match.Groups["time"].Value}.{cut}{match.Groups["offset"].Value.ToUpperInvariant()}";
        return
            DateTimeOffset.TryParseExact(
                canonical,
                "yyyy-MM-dd'T'HH:mm:ss.fffffffK",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AdjustToUniversal,
                out var time
            )
            && time.Year > 1
            ? time
            : null;
    }

    [GeneratedRegex(
        @"\A(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt](?<time>[0-9]{2}:[0-9]{2}:[0-9]{2})(\.(?<fraction>[0-9]{1,30}))?(?<offset>[Zz]|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Pattern();
}
