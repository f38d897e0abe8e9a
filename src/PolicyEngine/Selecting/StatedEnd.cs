using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using PolicyEngine.Oci;
using PolicyEngine.Values;

namespace PolicyEngine.Selecting;

/// <summary>The end of an image as it states it itself (semantics.md#stated-ends): a duration, a moment, or never. Immutable.</summary>
internal sealed class StatedEnd
{
    private const string NeverText = "never";
    private const int MostLength = 64;
    private readonly TimeSpan? _after;
    private readonly long _ticks;

    private StatedEnd(TimeSpan? after, long ticks) => (_after, _ticks) = (after, ticks);

    /// <summary>An end that never comes.</summary>
    public static StatedEnd Never { get; } = new(null, long.MaxValue);

    /// <summary>Reads a value: <c>7d</c>, a time of RFC 3339, a date, or <c>never</c>. Author-controlled.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out StatedEnd? end)
    {
        var word = text.Length <= MostLength ? text.Trim() : string.Empty;
        end =
            word.Equals(NeverText, StringComparison.OrdinalIgnoreCase) ? Never
            : Duration.TryParse(word, out var duration) ? new StatedEnd(duration.Value, 0)
            : MomentOf(word) is { } moment ? new StatedEnd(null, moment)
            : null;
        return end is not null;
    }

    /// <summary>The moment of the end in UTC ticks, beyond the calendar where it
    /// never comes; null where it counts from an age that is unknown.</summary>
    /// <param name="ageTicks">The time that the age counts from, 0 where unknown.</param>
    public long? TicksFrom(long ageTicks) =>
        _after is not { } after ? _ticks
        : ageTicks == 0 ? null
        : ageTicks + after.Ticks;

    private static long? MomentOf(string text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            // A day ends where the next one begins; the first day of the year 1 is nobody's end, but Go's zero time.
            return date == DateOnly.MinValue ? null : date.ToDateTime(TimeOnly.MinValue).Ticks + TimeSpan.TicksPerDay;
        }

        // RFC 3339 section 5.6 lets a blank stand for the T.
        return ImageTime.Parse(text is { Length: > 10 } && text[10] == ' ' ? $"{text[..10]}T{text[11..]}" : text)?.UtcTicks;
    }
}
