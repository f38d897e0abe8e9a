namespace PolicyEngine.Values;

/// <summary>A unit of the calendar (semantics.md#calendar).</summary>
internal enum CalendarUnit
{
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// <summary>The keys and names of the units.</summary>
internal static class CalendarUnits
{
    /// <summary>All, the shortest first.</summary>
    public static readonly CalendarUnit[] All = Enum.GetValues<CalendarUnit>();

    /// <summary>The key of a policy: <c>weekly</c>.</summary>
    public static string Keyword(this CalendarUnit unit) =>
        unit switch
        {
            CalendarUnit.Hour => "hourly",
            CalendarUnit.Day => "daily",
            CalendarUnit.Week => "weekly",
            CalendarUnit.Month => "monthly",
            CalendarUnit.Quarter => "quarterly",
            CalendarUnit.Year => "yearly",
        };

    /// <summary>The noun: <c>week</c>.</summary>
    public static string Noun(this CalendarUnit unit) =>
        unit switch
        {
            CalendarUnit.Hour => "hour",
            CalendarUnit.Day => "day",
            CalendarUnit.Week => "week",
            CalendarUnit.Month => "month",
            CalendarUnit.Quarter => "quarter",
            CalendarUnit.Year => "year",
        };
}
