namespace PolicyEngine.Tests.Oracle;

/// <summary>The one time of all generated cases.</summary>
internal static class Now
{
    public static DateTimeOffset Value { get; } = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
}
