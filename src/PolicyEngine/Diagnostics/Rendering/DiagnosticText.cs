using System.Text;
using PolicyEngine.Text;

namespace PolicyEngine.Diagnostics.Rendering;

/// <summary>Diagnostics as people read them on a terminal. Pure; lines end in LF.</summary>
/// <remarks>
/// <code>
/// policy.yaml:2:27: error PE1007: '!latest' is not read as text because of its '!'.
///     tags: [!latest]
///            ^^^^^^^
///     fix: Put it in double quotes
/// </code>
/// </remarks>
public static class DiagnosticText
{
    private const string Indent = "    ";
    private const int MessageCap = 1000;

    /// <summary>All diagnostics in the order given, a blank line between them.</summary>
    public static string Render(IEnumerable<Diagnostic> diagnostics) => Render(diagnostics, useColor: false);

    /// <summary>All diagnostics in the order given, a blank line between them.</summary>
    /// <param name="diagnostics">What to print.</param>
    /// <param name="useColor">Whether to mark severities and carets with ANSI colours.</param>
    public static string Render(IEnumerable<Diagnostic> diagnostics, bool useColor)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        return string.Join('\n', diagnostics.Select(d => Render(d, useColor)));
    }

    /// <summary>One diagnostic: its line, the source with carets, the other places, and the fix.</summary>
    public static string Render(Diagnostic diagnostic) => Render(diagnostic, useColor: false);

    /// <summary>One diagnostic: its line, the source with carets, the other places, and the fix.</summary>
    /// <param name="diagnostic">What to print.</param>
    /// <param name="useColor">Whether to mark severities and carets with ANSI colours.</param>
    public static string Render(Diagnostic diagnostic, bool useColor)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        var text = new StringBuilder();
        var paint = new Paint(useColor, diagnostic.Severity);
        text.Append(Line(diagnostic, paint)).Append('\n');
        if (diagnostic.Location is { } location)
        {
            AppendSource(text, location, paint);
        }

        foreach (var (other, note) in diagnostic.AdditionalLocations)
        {
            text.Append(Indent).Append(Place(other)).Append(": ").Append(TerminalText.Escape(note, MessageCap)).Append('\n');
            AppendSource(text, other, paint);
        }

        if (diagnostic.Fix is { } fix)
        {
            text.Append(Indent).Append("fix: ").Append(TerminalText.Escape(fix.Title, MessageCap)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The first line alone, without its line break: <c>policy.yaml:2:27: error PE1007: …</c>.</summary>
    public static string RenderLine(Diagnostic diagnostic)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        return Line(diagnostic, new Paint(useColor: false, diagnostic.Severity));
    }

    private static string Line(Diagnostic diagnostic, Paint paint)
    {
        var place = diagnostic.Location is { } location ? Place(location) + ": " : "";
        var severity = paint.Severity(SeverityText.Of(diagnostic.Severity) + " " + diagnostic.Id);
        return $"{place}{severity}: {TerminalText.Escape(diagnostic.Message, MessageCap)}";
    }

    private static string Place(Location location) => $"{TerminalText.Escape(location.Source.Path, MessageCap)}:{location.Start}";

    private static void AppendSource(StringBuilder text, Location location, Paint paint)
    {
        var line = SourceLine.Of(location);
        if (line.Text.Length > 0)
        {
            text.Append(Indent).Append(line.Text).Append('\n').Append(Indent).Append(paint.Carets(line.Carets)).Append('\n');
        }
    }

    private readonly struct Paint(bool useColor, DiagnosticSeverity severity)
    {
        private string Code =>
            severity switch
            {
                DiagnosticSeverity.Error => "31",
                DiagnosticSeverity.Warning => "33",
                DiagnosticSeverity.Info => "36",
            };

        public string Severity(string text) => useColor ? $"\u001B[1;{Code}m{text}\u001B[0m" : text;

        public string Carets(string text) => useColor ? $"\u001B[{Code}m{text}\u001B[0m" : text;
    }
}
