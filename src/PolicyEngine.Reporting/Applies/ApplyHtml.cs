using PolicyEngine.Applying;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Pages;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Applies;

/// <summary>The page of a plan with what was done of it: one file that makes no requests. Thread-safe.</summary>
public static class ApplyHtml
{
    /// <summary>Writes the page. Strings of registries are data in it.</summary>
    public static void Write(ApplyReport report, Plan plan, ReportOptions options, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        HtmlFormat.Write(plan, report, options, output);
    }
}
