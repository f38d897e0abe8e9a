using System.Globalization;
using System.Text;
using PolicyEngine.Text;

namespace PolicyEngine.Diagnostics.Rendering;

/// <summary>A source line as a terminal shows it, with carets under a span of it.</summary>
/// <param name="Text">The part of the line around the span; characters that a terminal would obey are escaped, tabs are kept.</param>
/// <param name="Carets">Blanks (and the line's tabs) up to the span, then one <c>^</c> for each column of it, at least one.</param>
internal sealed record SourceLine(string Text, string Carets)
{
    private const int MaxColumns = 160;
    private const int ColumnsBefore = 60;

    /// <summary>The first line of a location.</summary>
    public static SourceLine Of(Location location)
    {
        var line = location.Source.GetLineSpan(location.Start.Line);
        var spanStart = Math.Min(location.Span.Start, line.End);
        var spanEnd = Math.Min(location.Span.End, line.End);
        var source = location.Source.Text;
        var plain = location.Source.ToString(line);
        if (UrlPassword.Mask(plain) is var masked && !ReferenceEquals(masked, plain))
        {
            source = string.Concat(source.AsSpan(0, line.Start), masked, source.AsSpan(line.End));
        }

        var (text, carets) = (new StringBuilder(), new StringBuilder());
        var columns = 0;
        var at = WindowStart(source, line.Start, spanStart);
        if (at > line.Start)
        {
            text.Append('…');
            carets.Append(' ');
            columns++;
        }

        while (at < line.End)
        {
            var isTab = source[at] == '\t';
            var length = 1;
            var shown = isTab ? "\t" : TerminalText.UnitAt(source, at, out length);
            var width = isTab ? 1 : Width(shown);
            if (columns + width > MaxColumns)
            {
                text.Append('…');
                break;
            }

            text.Append(shown);
            if (at < spanStart)
            {
                carets.Append(isTab ? "\t" : new string(' ', width));
            }
            else if (at < spanEnd)
            {
                carets.Append('^', width);
            }

            columns += width;
            at += length;
        }

        if (spanEnd <= spanStart)
        {
            carets.Append('^');
        }

        return new SourceLine(text.ToString().TrimEnd(), carets.ToString());
    }

    /// <summary>Long lines are shown from a little before the span, never from the middle of a character.</summary>
    private static int WindowStart(string source, int lineStart, int spanStart)
    {
        if (spanStart - lineStart <= ColumnsBefore)
        {
            return lineStart;
        }

        var start = spanStart - ColumnsBefore;
        return char.IsLowSurrogate(source[start]) ? start + 1 : start;
    }

    /// <summary>The columns of printed text: two for East Asian wide characters and emoji, none for combining marks.</summary>
    private static int Width(string shown)
    {
        if (shown is [< '\u0300'] || shown.Length > 2)
        {
            return shown.Length;
        }

        var rune = Rune.GetRuneAt(shown, 0);
        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? 0
            : rune.Value
                is (>= 0x1100 and <= 0x115F)
                    or (>= 0x2E80 and <= 0xA4CF)
                    or (>= 0xAC00 and <= 0xD7A3)
                    or (>= 0xF900 and <= 0xFAFF)
                    or (>= 0xFE30 and <= 0xFE6F)
                    or (>= 0xFF00 and <= 0xFF60)
                    or (>= 0xFFE0 and <= 0xFFE6)
                    or (>= 0x1F300 and <= 0x1FAFF)
                    or (>= 0x20000 and <= 0x3FFFD)
                ? 2
            : 1;
    }
}
