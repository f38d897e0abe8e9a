using System.Globalization;

namespace PolicyEngine.Values;

/// <summary>A duration of the policy language: <c>90s 30m 12h 7d 2w 6mo 1y</c> and runs
/// of them. d = 24 h, mo = 30 d, y = 365 d (semantics.md#durations-and-sizes).</summary>
public readonly record struct Duration(TimeSpan Value, string Text)
{
    private static readonly (string Unit, long Ticks, string Singular)[] Units =
    [
        ("mo", 30 * TimeSpan.TicksPerDay, "month"),
        ("y", 365 * TimeSpan.TicksPerDay, "year"),
        ("w", 7 * TimeSpan.TicksPerDay, "week"),
        ("d", TimeSpan.TicksPerDay, "day"),
        ("h", TimeSpan.TicksPerHour, "hour"),
        ("m", TimeSpan.TicksPerMinute, "minute"),
        ("s", TimeSpan.TicksPerSecond, "second"),
    ];

    /// <summary>The pattern of the schema; it accepts what <see cref="TryParse"/> accepts, but for values out of range.</summary>
    internal const string Pattern = "^[0-9]+(mo|y|w|d|h|m|s)( *[0-9]+(mo|y|w|d|h|m|s))*$";

    /// <summary>Reads a duration. Each part is a non-negative integer and a unit; the sum is below 1000 years.</summary>
    public static bool TryParse(string text, out Duration duration)
    {
        duration = default;
        var rest = text.AsSpan();
        long ticks = 0;
        if (rest.IsEmpty)
        {
            return false;
        }

        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits is <= 0 or > 9)
            {
                return false;
            }

            var amount = long.Parse(rest[..digits], CultureInfo.InvariantCulture);
            rest = rest[digits..];
            var unit = FindUnit(rest);
            if (unit < 0 || amount > (1000 * 365 * TimeSpan.TicksPerDay) / Units[unit].Ticks)
            {
                return false;
            }

            ticks += amount * Units[unit].Ticks;
            if (ticks > 1000 * 365 * TimeSpan.TicksPerDay)
            {
                return false;
            }

            rest = rest[Units[unit].Unit.Length..];
            var next = rest.TrimStart(' ');
            if (next.IsEmpty && next.Length != rest.Length)
            {
                return false;
            }

            rest = next;
        }

        duration = new Duration(new TimeSpan(ticks), text);
        return true;
    }

    /// <summary>Says a time span in words with one unit, rounded down: <c>40
    /// days</c>. Months and years are not used: they are not exact.</summary>
    public static string Describe(TimeSpan span)
    {
        var ticks = Math.Abs(span.Ticks);
        foreach (var (unit, length, singular) in Units)
        {
            if (unit is "mo" or "y" or "w" || ticks < length)
            {
                continue;
            }

            var amount = ticks / length;
            return amount == 1 ? $"1 {singular}" : string.Create(CultureInfo.InvariantCulture, $"{amount} {singular}s");
        }

        return "0 seconds";
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static int FindUnit(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < Units.Length; i++)
        {
            if (text.StartsWith(Units[i].Unit, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
