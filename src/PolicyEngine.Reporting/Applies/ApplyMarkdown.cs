using PolicyEngine.Applying;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Plans;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Applies;

/// <summary>
/// The report of an apply or a restore in GitHub-flavoured Markdown, by a Scriban template that users can replace: totals first, then each
/// repository with what was not done and why, what was done in <c>details</c>, and the proof before and after. Thread-safe.
/// </summary>
public static class ApplyMarkdown
{
    /// <summary>Writes a report. Strings of registries are escaped; it is never longer than <see cref="ReportOptions.MaxBytes"/>.</summary>
    /// <exception cref="ReportTemplateException">The template is wrong.</exception>
    public static void Write(ApplyReport report, ReportOptions options, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        var template = options.Template is { } text
            ? ReportTemplate.Parse(text, options.TemplatePath)
            : ReportTemplate.BuiltIn("apply.scriban");
        output.Write(BoundedReport.Render(template, new ApplyModelBuilder(report).Build, options.MaxBytes, "the journal"));
        output.Flush();
    }

    /// <summary>Writes one report of a plan and of what was done of it: what
    /// was done, what is left and why, by rule, and how to undo it.</summary>
    /// <param name="report">What was done.</param>
    /// <param name="plan">The plan that was carried out.</param>
    /// <param name="options">How; a template sees what one for plans sees.</param>
    /// <param name="output">Where to.</param>
    /// <exception cref="ReportTemplateException">The template is wrong.</exception>
    public static void Write(ApplyReport report, Plan plan, ReportOptions options, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        MarkdownFormat.Write(plan, report, options, output);
    }
}
