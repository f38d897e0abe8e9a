using PolicyEngine.Applying;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Applies;

/// <summary>The report of an apply or a restore, for people: what was done, what
/// was not and why, and whether what is kept is whole. Thread-safe.</summary>
public static class ApplyText
{
    /// <summary>Writes a report. Strings of registries are escaped.</summary>
    /// <param name="report">The report.</param>
    /// <param name="output">Where to.</param>
    /// <param name="options">Width, colours, and whether every step is shown.</param>
    public static void Write(ApplyReport report, TextWriter output, ReportOptions options)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(options);
        new ApplyTextReport(new TextLines(output, options), options).Write(report);
    }
}
