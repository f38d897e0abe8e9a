using System.Text;
using PolicyEngine.Planning;

namespace PolicyEngine.Reporting.Formats.Markdown;

/// <summary>A report in GitHub-flavoured Markdown, made by a template, never longer than a job summary may be.</summary>
internal sealed class MarkdownFormat : IReportFormat
{
    private const int LeastBytes = 4096;
    private const string CutNote = "\n\n**This report was cut here, since it would be too long; see the JSON plan.**\n";

    public string Name => "markdown";

    public string Description => "a report for a pull request or a job summary";

    public void Write(Plan plan, ReportOptions options, Stream output)
    {
        var template = options.Template is { } text ? ReportTemplate.Parse(text, options.TemplatePath) : ReportTemplate.BuiltIn();
        var max = Math.Max(options.MaxBytes, LeastBytes);
        var builder = new ReportModelBuilder(plan);
        var limits = ReportLimits.For(max);
        var report = template.Render(builder.Build(limits));
        while (Encoding.UTF8.GetByteCount(report) > max && !limits.IsLeast)
        {
            limits = limits.Tighter(Encoding.UTF8.GetByteCount(report), max);
            report = template.Render(builder.Build(limits));
        }

        output.Write(Encoding.UTF8.GetBytes(Cut(report, max)));
        output.Flush();
    }

    /// <summary>A template that is too long without any rows is cut at the end of a line.</summary>
    private static string Cut(string report, int max)
    {
        if (Encoding.UTF8.GetByteCount(report) <= max)
        {
            return report;
        }

        var room = max - Encoding.UTF8.GetByteCount(CutNote);
        var utf8 = Encoding.UTF8.GetBytes(report).AsSpan(0, room);
        var end = utf8.LastIndexOf((byte)'\n');
        return Encoding.UTF8.GetString(utf8[..Math.Max(end, 0)]) + CutNote;
    }
}
