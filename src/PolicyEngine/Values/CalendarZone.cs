namespace PolicyEngine.Values;

/// <summary>A time zone whose calendar counts. Immutable and thread-safe.</summary>
internal sealed class CalendarZone
{
    private const string UtcName = "UTC";
    private readonly Func<long, long>? _offsetAt;

    private CalendarZone(Func<long, long>? offsetAt) => _offsetAt = offsetAt;

    /// <summary>Universal time. The database of zones is not loaded for it.</summary>
    public static CalendarZone Utc { get; } = new(null);

    /// <summary>Whether a text is the name of a zone, in the spelling of the database.</summary>
    public static bool IsKnown(string name) => name == UtcName || ZoneDatabase.IsKnown(name);

    /// <summary>The zone of a known name.</summary>
    public static CalendarZone Of(string name) => name == UtcName ? Utc : new CalendarZone(ZoneDatabase.OffsetsOf(name));

    /// <summary>Whether two known names mean the same zone: <c>US/Pacific</c> is <c>America/Los_Angeles</c>.</summary>
    public static bool AreSame(string one, string other) => one == other || ZoneDatabase.AreSame(one, other);

    /// <summary>The local time at a moment; at the ends of the calendar, its first or last moment.</summary>
    public DateTime ToLocal(long utcTicks) =>
        new(_offsetAt is null ? utcTicks : Math.Clamp(utcTicks + _offsetAt(utcTicks), DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks));
}
