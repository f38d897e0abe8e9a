using System.Text;
using PolicyEngine.Diagnostics;
using PolicyEngine.Diagnostics.Rendering;
using PolicyEngine.Reporting.Escaping;

namespace PolicyEngine.Reporting.Formats.Text;

/// <summary>Diagnostics for people, with the source line and carets.</summary>
internal sealed class TextDiagnosticFormat : IDiagnosticFormat
{
    public string Name => "text";

    public string Description => "for people, with the source lines";

    public void Write(IReadOnlyList<Diagnostic> diagnostics, ReportOptions options, Stream output)
    {
        var lines = DiagnosticText.Render(diagnostics, options.Color).Split('\n').Select(WorkflowCommandText.LogLine);
        output.Write(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        output.Flush();
    }
}
