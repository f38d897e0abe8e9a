using System.Text;
using PolicyEngine.Diagnostics;
using PolicyEngine.Diagnostics.Rendering;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Diagnostics;

/// <summary>Diagnostics for people, with the source line and carets.</summary>
internal sealed class TextDiagnosticFormat : IFormat<IReadOnlyList<Diagnostic>>
{
    public string Name => "text";

    public void Write(IReadOnlyList<Diagnostic> diagnostics, ReportOptions options, Stream output)
    {
        var lines = DiagnosticText.Render(diagnostics, options.Color).Split('\n').Select(WorkflowCommandText.LogLine);
        output.Write(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        output.Flush();
    }
}
