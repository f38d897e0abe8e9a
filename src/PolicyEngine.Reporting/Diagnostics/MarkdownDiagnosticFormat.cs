using System.Text;
using PolicyEngine.Diagnostics;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Diagnostics;

/// <summary>The summary of a job whose policies have errors or warnings, in GitHub-flavoured Markdown.</summary>
internal sealed class MarkdownDiagnosticFormat : IFormat<IReadOnlyList<Diagnostic>>
{
    private const int MostRows = 100;

    public string Name => "markdown";

    public void Write(IReadOnlyList<Diagnostic> subject, ReportOptions options, Stream output)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true)
        {
            NewLine = "\n",
        };
        var links = new SourceLinks(options.SourceRoot);
        var errors = subject.Count(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        writer.Write(
            errors > 0 ? $"# ❌ Retention: the policies have {PlanWording.Count(errors, "error")}, nothing was planned\n"
            : subject.Count > 0 ? $"# 🟡 Retention: the policies are valid, with {PlanWording.Count(subject.Count, "note")}\n"
            : "# ✅ Retention: the policies are valid\n"
        );
        if (subject.Count == 0)
        {
            return;
        }

        writer.Write("\n| | Where | What |\n| --- | --- | --- |\n");
        foreach (var diagnostic in subject.OrderByDescending(diagnostic => diagnostic.Severity).Take(MostRows))
        {
            var fix = diagnostic.Fix is { } known ? $"<br>Fix: {MarkdownText.Escape(known.Title)}" : "";
            writer.Write(
                $"| {Icon(diagnostic.Severity)} {MarkdownText.Code(diagnostic.Id)} | "
                    + $"{links.Markdown(diagnostic.Location?.ToString())} | "
                    + $"{MarkdownText.Escape(diagnostic.Message)}{fix} |\n"
            );
        }

        writer.Write(subject.Count > MostRows ? $"\n*{PlanWording.Number(subject.Count - MostRows)} more were left out.*\n" : "");
        var first = subject.OrderByDescending(diagnostic => diagnostic.Severity).First().Id;
        writer.Write($"\n<sub>{MarkdownText.Code($"policyengine explain {first}")} explains a diagnostic.</sub>\n");
    }

    private static string Icon(DiagnosticSeverity severity) =>
        severity switch
        {
            DiagnosticSeverity.Error => "❌",
            DiagnosticSeverity.Warning => "🟡",
            DiagnosticSeverity.Info => "💡",
        };
}
