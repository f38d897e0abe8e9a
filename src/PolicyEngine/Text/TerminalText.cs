using System.Globalization;
using System.Text;

namespace PolicyEngine.Text;

/// <summary>Makes text of a file or a registry safe to print: a hostile
/// name must not move the cursor, hide text or reverse it. Pure.</summary>
internal static class TerminalText
{
    /// <summary>The default cap in characters.</summary>
    public const int DefaultCap = 256;

    /// <summary>
    /// The text on one line: control characters (C0, DEL, C1, tab and line breaks included), bidirectional and zero-width characters, line
    /// separators and lone surrogates become <c>\u{1B}</c>, and what is longer than <paramref name="cap"/> printed units ends in <c>…</c>.
    /// </summary>
    /// <param name="text">Any string.</param>
    /// <param name="cap">The most UTF-16 units of the result, at least 1; an escape is never cut.</param>
    public static string Escape(string text, int cap = DefaultCap)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(cap, 1);
        if (text.Length <= cap && IsSafe(text))
        {
            return text;
        }

        var escaped = new StringBuilder(Math.Min(text.Length, cap) + 16);
        for (var i = 0; i < text.Length;)
        {
            var unit = UnitAt(text, i, out var length);
            var rest = i + length < text.Length ? 1 : 0;
            if (escaped.Length + unit.Length + rest > cap)
            {
                return escaped.Append('…').ToString();
            }

            escaped.Append(unit);
            i += length;
        }

        return escaped.ToString();
    }

    /// <summary>What stands for the character at an offset: itself, or its escape.</summary>
    internal static string UnitAt(string text, int index, out int length)
    {
        if (!Rune.TryGetRuneAt(text, index, out var rune))
        {
            length = 1;
            return Code(text[index]);
        }

        length = rune.Utf16SequenceLength;
        return IsInvisible(rune) ? Code(rune.Value) : text.Substring(index, length);
    }

    private static bool IsSafe(string text)
    {
        foreach (var c in text)
        {
            if (c is < ' ' or > '~')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a character shows nothing, or changes how others are shown:
    /// control, bidirectional and zero-width characters, fillers and selectors.</summary>
    public static bool IsInvisible(Rune rune) =>
        // Format characters are the bidirectional and zero-width ones, soft hyphens, tags and byte order marks.
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.OtherNotAssigned
        || rune.Value is 0x034F or 0x115F or 0x1160 or 0x3164 or 0xFFA0 or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    private static string Code(int value) => string.Create(CultureInfo.InvariantCulture, $"\\u{{{value:X}}}");
}
