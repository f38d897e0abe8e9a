using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.TimeZones;
using PolicyEngine.Diagnostics;

namespace PolicyEngine.Values;

/// <summary>The IANA database of time zones inside NodaTime: the machine's own is not asked. Apart from
/// <see cref="CalendarZone"/>, so that nothing of it is loaded where nobody asks for a zone.</summary>
internal static partial class ZoneDatabase
{
    private const string UtcName = "UTC";

    /// <summary>Whether a text is the name of a zone.</summary>
    public static bool IsKnown(string name) => TzdbDateTimeZoneSource.Default.CanonicalIdMap.ContainsKey(name);

    /// <summary>Whether two names mean the same zone.</summary>
    public static bool AreSame(string one, string other) =>
        TzdbDateTimeZoneSource.Default.CanonicalIdMap[one] == TzdbDateTimeZoneSource.Default.CanonicalIdMap[other];

    /// <summary>The offsets from universal time of a zone: of UTC ticks, in ticks.</summary>
    public static Func<long, long> OffsetsOf(string name)
    {
        var zone = DateTimeZoneProviders.Tzdb[name];
        return utcTicks => zone.GetUtcOffset(Instant.FromDateTimeUtc(new DateTime(utcTicks, DateTimeKind.Utc))).Ticks;
    }

    /// <summary>The names that a text may mean that is none: another spelling, a city, a name of Windows, an offset, or a slip.</summary>
    public static IReadOnlyList<string> Suggest(string written)
    {
        var ids = TzdbDateTimeZoneSource.Default.CanonicalIdMap.Keys;
        var word = written.Trim().Replace(' ', '_');
        Func<string[]>[] ways =
        [
            () => [.. ids.Where(id => id.Equals(word, StringComparison.OrdinalIgnoreCase))],
            () => word.Equals("Z", StringComparison.OrdinalIgnoreCase) ? [UtcName] : [],
            () => TzdbDateTimeZoneSource.Default.WindowsToTzdbIds.TryGetValue(written.Trim(), out var id) ? [id] : [],
            () =>
                Offset().Match(word) is { Success: true } offset
                    ? ids.Contains(Reversed(offset))
                        ? [Reversed(offset)]
                        : []
                    : [],
            () =>
                [
                    .. ids.Where(id =>
                            id.EndsWith('/' + word, StringComparison.OrdinalIgnoreCase) && !id.StartsWith("Etc/", StringComparison.Ordinal)
                        )
                        .Order(StringComparer.Ordinal),
                ],
            () => [.. Suggestion.Closest(word, ids)],
        ];
        return [.. ways.Select(way => way()).FirstOrDefault(found => found.Length > 0, []).Take(3)];
    }

    /// <summary>An offset as the database has it, with the sign of POSIX: two hours east of Greenwich are <c>Etc/GMT-2</c>.</summary>
    private static string Reversed(Match offset)
    {
        var hours = int.Parse(offset.Groups["hours"].Value, CultureInfo.InvariantCulture);
        return hours == 0
            ? UtcName
            : string.Create(CultureInfo.InvariantCulture, $"Etc/GMT{(offset.Groups["sign"].Value == "+" ? '-' : '+')}{hours}");
    }

    [GeneratedRegex(
        @"\A(UTC|GMT)?(?<sign>[+-])(?<hours>[0-9]{1,2})(:?00)?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Offset();
}
