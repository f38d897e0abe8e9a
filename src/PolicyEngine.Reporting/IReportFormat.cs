using PolicyEngine.Planning;

namespace PolicyEngine.Reporting;

/// <summary>A format for plans. Implementations are immutable and thread-safe, and write the same bytes for the same plan and options.</summary>
public interface IReportFormat
{
    /// <summary>The name after <c>--format</c>, lower-case.</summary>
    string Name { get; }

    /// <summary>What it is for, a phrase for <c>--help</c>.</summary>
    string Description { get; }

    /// <summary>Writes a plan in UTF-8 with line feeds. A list of the plan is enumerated at most once a pass and never copied.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="options">How.</param>
    /// <param name="output">Where to; stays open, and is flushed.</param>
    /// <exception cref="ReportTemplateException">The user's template is wrong (Markdown only).</exception>
    void Write(Plan plan, ReportOptions options, Stream output);
}
