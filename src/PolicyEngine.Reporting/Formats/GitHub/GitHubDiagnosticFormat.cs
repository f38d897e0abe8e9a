using System.Text;
using PolicyEngine.Diagnostics;
using PolicyEngine.Reporting.Summaries;

namespace PolicyEngine.Reporting.Formats.GitHub;

/// <summary>Diagnostics as annotations of a GitHub workflow.</summary>
internal sealed class GitHubDiagnosticFormat : IDiagnosticFormat
{
    public string Name => "github";

    public string Description => "annotations for a GitHub workflow";

    public void Write(IReadOnlyList<Diagnostic> diagnostics, ReportOptions options, Stream output)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        WorkflowAnnotations.Write(
            diagnostics.Select(d => new Annotation(d.Severity, d.Id, d.Message, d.Location is { } location ? SourcePlace.Of(location) : null)),
            writer);
    }
}
