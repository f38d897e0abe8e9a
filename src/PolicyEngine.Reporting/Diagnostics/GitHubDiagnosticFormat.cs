using System.Text;
using PolicyEngine.Diagnostics;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Diagnostics;

/// <summary>Diagnostics as annotations of a GitHub workflow.</summary>
internal sealed class GitHubDiagnosticFormat : IFormat<IReadOnlyList<Diagnostic>>
{
    public string Name => "github";

    public void Write(IReadOnlyList<Diagnostic> diagnostics, ReportOptions options, Stream output)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true)
        {
            NewLine = "\n",
        };
        WorkflowAnnotations.Write(
            diagnostics.Select(d => new Annotation(
                d.Severity,
                d.Id,
                d.Message,
                d.Location is { } location ? SourcePlace.Of(location) : null
            )),
            writer
        );
    }
}
