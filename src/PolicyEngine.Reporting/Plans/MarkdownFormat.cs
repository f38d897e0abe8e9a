using PolicyEngine.Applying;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Plans;

/// <summary>A report in GitHub-flavoured Markdown, made by a template, never longer than a job summary may be.</summary>
internal sealed class MarkdownFormat : IFormat<Plan>
{
    public string Name => "markdown";

    public void Write(Plan plan, ReportOptions options, Stream output) => Write(plan, null, options, output);

    /// <summary>Writes a plan with what was done of it.</summary>
    public static void Write(Plan plan, ApplyReport? applied, ReportOptions options, Stream output)
    {
        var template = options.Template is { } text
            ? ReportTemplate.Parse(text, options.TemplatePath)
            : ReportTemplate.BuiltIn("report.scriban");
        output.Write(
            BoundedReport.Render(template, new ReportModelBuilder(plan, applied, options).Build, options.MaxBytes, "the JSON plan")
        );
        output.Flush();
    }
}
