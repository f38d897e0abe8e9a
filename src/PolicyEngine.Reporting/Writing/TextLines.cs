namespace PolicyEngine.Reporting.Writing;

/// <summary>Writes lines for a terminal or a log: indented, wrapped, coloured. Strings must be escaped already. Not thread-safe.</summary>
internal sealed class TextLines(TextWriter output, ReportOptions options)
{
    private const int MinWidth = 40;

    private readonly int _width = options.Width == 0 ? int.MaxValue : Math.Max(options.Width, MinWidth);

    public string Red(string text) => Paint("31", text);

    public string Green(string text) => Paint("32", text);

    public string Yellow(string text) => Paint("33", text);

    public string Bold(string text) => Paint("1", text);

    public string Dim(string text) => Paint("2", text);

    public void Blank() => output.Write('\n');

    /// <summary>A line as it is.</summary>
    public void Line(int indent, string text)
    {
        output.Write(WorkflowCommandText.LogLine(new string(' ', indent) + text));
        output.Write('\n');
    }

    /// <summary>A sentence, wrapped at blanks; further lines are indented two columns more.</summary>
    public void Sentence(int indent, string text, Func<string, string>? paint = null)
    {
        paint ??= static plain => plain;
        var rest = text.AsSpan();
        var room = Math.Max(_width - indent, MinWidth / 2);
        while (rest.Length > room && BreakIn(rest, room) is var at and > 0)
        {
            Line(indent, paint(rest[..at].TrimEnd().ToString()));
            rest = rest[at..].TrimStart();
            if (room == Math.Max(_width - indent, MinWidth / 2))
            {
                indent += 2;
                room -= 2;
            }
        }

        Line(indent, paint(rest.ToString()));
    }

    /// <summary>A name in a column, and the rest of a line, cut to the width: the name gets at most half of it.</summary>
    /// <param name="indent">The blanks before it.</param>
    /// <param name="paint">Paints the name.</param>
    /// <param name="name">The name.</param>
    /// <param name="column">The columns that names need.</param>
    /// <param name="rest">The rest.</param>
    public void Columns(int indent, Func<string, string> paint, string name, int column, string rest)
    {
        var room = _width == int.MaxValue ? int.MaxValue : Math.Max(_width - indent, MinWidth / 2);
        var most = Math.Min(column, room == int.MaxValue ? 60 : room / 2);
        var shown = room == int.MaxValue ? name : Cut(name, most);
        var gap = new string(' ', Math.Max(most - shown.Length, 0) + 2);
        Line(indent, paint(shown) + gap + (room == int.MaxValue ? rest : Cut(rest, room - Math.Max(most, shown.Length) - 2)));
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : $"{text[..Math.Max(most - 1, 0)]}…";

    private static int BreakIn(ReadOnlySpan<char> text, int room)
    {
        var at = text[..room].LastIndexOf(' ');
        if (at <= 0)
        {
            at = text.IndexOf(' ');
        }

        return at;
    }

    private string Paint(string code, string text) => options.Color && text.Length > 0 ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
