using System.Globalization;

namespace PolicyEngine.Values;

/// <summary>A size in bytes: <c>500MB</c> decimal, <c>500MiB</c> binary,
/// with an optional fraction (semantics.md#durations-and-sizes).</summary>
public readonly record struct ByteSize(long Bytes, string Text)
{
    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("KiB", 1L << 10),
        ("MiB", 1L << 20),
        ("GiB", 1L << 30),
        ("TiB", 1L << 40),
        ("PiB", 1L << 50),
        ("kB", 1_000),
        ("KB", 1_000),
        ("MB", 1_000_000),
        ("GB", 1_000_000_000),
        ("TB", 1_000_000_000_000),
        ("PB", 1_000_000_000_000_000),
        ("B", 1),
    ];

    private static readonly string[] s_binaryUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>The pattern of the schema.</summary>
    internal const string Pattern = "^[0-9]+(\\.[0-9]+)? *(B|kB|KB|MB|GB|TB|PB|KiB|MiB|GiB|TiB|PiB)$";

    /// <summary>Reads a size: a non-negative decimal and a unit, below 8 EiB. Fractions of a byte are dropped.</summary>
    public static bool TryParse(string text, out ByteSize size)
    {
        size = default;
        var digits = text.AsSpan().IndexOfAnyExcept("0123456789.");
        if (
            digits is <= 0 or > 18
            || !char.IsAsciiDigit(text[0])
            || text[digits - 1] == '.'
            || !decimal.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
        )
        {
            return false;
        }

        var unit = text[digits..].TrimStart(' ');
        var index = Array.FindIndex(Units, u => string.Equals(u.Unit, unit, StringComparison.Ordinal));
        if (index < 0 || amount > long.MaxValue / Units[index].Bytes)
        {
            return false;
        }

        size = new ByteSize((long)(amount * Units[index].Bytes), text);
        return true;
    }

    /// <summary>
    /// Says a number of bytes: <c>0 B</c>, <c>1.2 GiB</c>: binary units, one digit after the point below 100, rounded down.
    /// </summary>
    public static string Describe(long bytes)
    {
        var unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < s_binaryUnits.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        var format = unit > 0 && value < 100 ? "0.#" : "0";
        var scale = unit > 0 && value < 100 ? 10 : 1;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(Math.Floor(value * scale) / scale).ToString(format, CultureInfo.InvariantCulture)} {s_binaryUnits[unit]}"
        );
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
