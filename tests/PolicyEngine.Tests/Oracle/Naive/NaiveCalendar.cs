using System.Globalization;

namespace PolicyEngine.Tests.Oracle;

/// <summary>semantics.md#calendar: one image of each period, with the clocks of a few zones written out.</summary>
internal sealed class NaiveCalendar(NaiveGraph graph, NaiveOrder order, string? zone)
{
    /// <summary>For each key, the images of one group that it holds for.</summary>
    public IEnumerable<IReadOnlyList<string>> Holding(OracleCalendar keys, IReadOnlyDictionary<string, IReadOnlyList<string>> images)
    {
        foreach (var (unit, count) in keys.Counts())
        {
            var buckets = Buckets(unit, images);
            yield return
            [
                .. buckets.Take(count == "all" ? buckets.Count : int.Parse(count, CultureInfo.InvariantCulture)).Select(b => Pick(b, keys)),
            ];
        }

        foreach (var (unit, limit) in keys.Within ?? new Dictionary<string, TimeSpan>())
        {
            yield return [.. Buckets(unit, images).Where((b, i) => i == 0 || graph.Age(b[0]) <= limit).Select(b => Pick(b, keys))];
        }
    }

    /// <summary>The wall clock at a moment in one of the zones that policies are generated with.</summary>
    public static DateTime Local(string? zone, DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        return zone switch
        {
            null or "UTC" => utc,
            "Asia/Kolkata" => utc.AddMinutes(330),
            "Europe/Berlin" => utc.AddHours(
                utc >= LastSunday(utc.Year, 3).AddHours(1) && utc < LastSunday(utc.Year, 10).AddHours(1) ? 2 : 1
            ),
            "America/New_York" => utc.AddHours(
                utc >= FirstSunday(utc.Year, 3).AddDays(7).AddHours(7) && utc < FirstSunday(utc.Year, 11).AddHours(6) ? -4 : -5
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(zone), zone, "not a zone of the oracle"),
        };
    }

    /// <summary>The period as a text.</summary>
    public static string Period(string unit, DateTime local) =>
        unit switch
        {
            "hourly" => local.ToString("yyyyMMddHH", CultureInfo.InvariantCulture),
            "daily" => local.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
            "weekly" => $"{ISOWeek.GetYear(local)}-{ISOWeek.GetWeekOfYear(local)}",
            "monthly" => local.ToString("yyyyMM", CultureInfo.InvariantCulture),
            "quarterly" => $"{local.Year}-{(local.Month + 2) / 3}",
            "yearly" => $"{local.Year}",
            _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "not a unit"),
        };

    private static string Pick(IReadOnlyList<string> bucket, OracleCalendar keys) => keys.Pick == "oldest" ? bucket[^1] : bucket[0];

    /// <summary>The images of each period, newest first, the latest period first.</summary>
    private List<IReadOnlyList<string>> Buckets(string unit, IReadOnlyDictionary<string, IReadOnlyList<string>> images) =>
        [
            .. order
                .Sort(images, "pushed", null)
                .GroupBy(d => Period(unit, Local(zone, graph.Time(d)!.Value)))
                .Select(g => (IReadOnlyList<string>)[.. g]),
        ];

    private static DateTime FirstSunday(int year, int month)
    {
        var first = new DateTime(year, month, 1);
        return first.AddDays((7 - (int)first.DayOfWeek) % 7);
    }

    private static DateTime LastSunday(int year, int month)
    {
        var last = new DateTime(year, month, DateTime.DaysInMonth(year, month));
        return last.AddDays(-(int)last.DayOfWeek);
    }
}
