namespace PolicyEngine.Explaining;

/// <summary>Moments at which limits turn.</summary>
internal static class Moment
{
    /// <summary>The last moment at which an age is not over a limit; null where
    /// the time is unknown or the moment is beyond the calendar.</summary>
    /// <param name="ticks">The time that the age counts from, 0 where unknown.</param>
    /// <param name="limit">The limit.</param>
    public static DateTimeOffset? After(long ticks, TimeSpan limit) =>
        ticks == 0 || ticks > DateTimeOffset.MaxValue.UtcTicks - limit.Ticks
            ? null
            : new DateTimeOffset(ticks + limit.Ticks, TimeSpan.Zero);
}
