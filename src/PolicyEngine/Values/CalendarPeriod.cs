using System.Globalization;

namespace PolicyEngine.Values;

/// <summary>One hour, day, ISO week, month, quarter or year of the calendar. Periods of a unit are numbered in order of time.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Number">The number among all periods of the unit since the year 1.</param>
internal readonly record struct CalendarPeriod(CalendarUnit Unit, long Number)
{
    /// <summary>The period that a local time lies in. An hour that the clock repeats when summer time ends is one hour.</summary>
    public static CalendarPeriod Of(CalendarUnit unit, DateTime local) =>
        new(
            unit,
            unit switch
            {
                CalendarUnit.Hour => local.Ticks / TimeSpan.TicksPerHour,
                CalendarUnit.Day => local.Ticks / TimeSpan.TicksPerDay,
                // The first day of the year 1 is a Monday.
                CalendarUnit.Week => local.Ticks / (7 * TimeSpan.TicksPerDay),
                CalendarUnit.Month => (local.Year * 12) + local.Month - 1,
                CalendarUnit.Quarter => (local.Year * 4) + ((local.Month - 1) / 3),
                CalendarUnit.Year => local.Year,
            }
        );

    /// <summary>The name: <c>hour 2026-05-09T14</c>, <c>day 2026-05-09</c>, <c>week
    /// 2026-W19</c>, <c>month 2026-05</c>, <c>quarter 2026-Q2</c>, <c>year 2026</c>.</summary>
    public override string ToString()
    {
        var text = Unit switch
        {
            CalendarUnit.Hour => new DateTime(Number * TimeSpan.TicksPerHour).ToString("yyyy-MM-dd'T'HH", CultureInfo.InvariantCulture),
            CalendarUnit.Day => new DateTime(Number * TimeSpan.TicksPerDay).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            CalendarUnit.Week => Week(new DateTime(Number * 7 * TimeSpan.TicksPerDay)),
            CalendarUnit.Month => string.Create(CultureInfo.InvariantCulture, $"{Number / 12:0000}-{(Number % 12) + 1:00}"),
            CalendarUnit.Quarter => string.Create(CultureInfo.InvariantCulture, $"{Number / 4:0000}-Q{(Number % 4) + 1}"),
            CalendarUnit.Year => Number.ToString("0000", CultureInfo.InvariantCulture),
        };
        return $"{Unit.Noun()} {text}";
    }

    private static string Week(DateTime monday) =>
        string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(monday):0000}-W{ISOWeek.GetWeekOfYear(monday):00}");
}
