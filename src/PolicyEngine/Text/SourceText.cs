using System.Text;

namespace PolicyEngine.Text;

/// <summary>The text of one file with its line table. Immutable and thread-safe.</summary>
/// <remarks>A leading byte order mark is removed. The path is only a name: the file need not exist, and paths need not be unique.</remarks>
public sealed class SourceText
{
    private readonly int[] _lineStarts;

    private SourceText(string path, string text)
    {
        Path = path;
        Text = text;
        _lineStarts = FindLines(text);
    }

    /// <summary>The path as the user named it, with forward slashes.</summary>
    public string Path { get; }

    /// <summary>The text, without a byte order mark.</summary>
    public string Text { get; }

    /// <summary>The number of lines; at least 1.</summary>
    public int LineCount => _lineStarts.Length;

    /// <summary>Wraps a text.</summary>
    public static SourceText From(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(text);
        return new SourceText(path, text.StartsWith('\uFEFF') ? text[1..] : text);
    }

    /// <summary>Decodes UTF-8; invalid sequences become U+FFFD, which the parser reports.</summary>
    public static SourceText From(string path, ReadOnlySpan<byte> utf8) => From(path, Encoding.UTF8.GetString(utf8));

    /// <summary>The zero-based line and character of an offset; offsets past the end are taken as the end.</summary>
    public LinePosition GetPosition(int offset)
    {
        offset = Math.Clamp(offset, 0, Text.Length);
        var line = Array.BinarySearch(_lineStarts, offset);
        if (line < 0)
        {
            line = ~line - 1;
        }

        return new LinePosition(line, offset - _lineStarts[line]);
    }

    /// <summary>The offset of a position; positions past the end of their line are taken as its end.</summary>
    public int GetOffset(LinePosition position)
    {
        var line = Math.Clamp(position.Line, 0, LineCount - 1);
        return Math.Clamp(_lineStarts[line] + position.Character, 0, GetLineSpan(line).End);
    }

    /// <summary>The span of a zero-based line without its line break.</summary>
    public TextSpan GetLineSpan(int line)
    {
        var start = _lineStarts[line];
        var end = line + 1 < _lineStarts.Length ? _lineStarts[line + 1] : Text.Length;
        while (end > start && Text[end - 1] is '\n' or '\r')
        {
            end--;
        }

        return TextSpan.FromBounds(start, end);
    }

    /// <summary>The text of a zero-based line without its line break.</summary>
    public string GetLineText(int line) => ToString(GetLineSpan(line));

    /// <summary>The text of a span.</summary>
    public string ToString(TextSpan span) => Text.Substring(span.Start, span.Length);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static int[] FindLines(string text)
    {
        var starts = new List<int> { 0 };
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
            {
                starts.Add(i + 1);
            }
        }

        return [.. starts];
    }
}
