using PolicyEngine.Checking;

namespace PolicyEngine.Reporting.Checks;

/// <summary>A format for integrity reports. Implementations are immutable and thread-safe, and write the same bytes for the same input.</summary>
public interface ICheckFormat
{
    /// <summary>The name after <c>--format</c>, lower-case.</summary>
    string Name { get; }

    /// <summary>Writes reports in UTF-8 with line feeds.</summary>
    /// <param name="reports">One for each repository.</param>
    /// <param name="options">How.</param>
    /// <param name="output">Where to; stays open, and is flushed.</param>
    void Write(IReadOnlyList<IntegrityReport> reports, ReportOptions options, Stream output);
}
