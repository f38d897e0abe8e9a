using PolicyEngine.Comparing;

namespace PolicyEngine.Reporting.Comparisons;

/// <summary>A format for comparisons of policies. Implementations are immutable and thread-safe, and write the same bytes for the same input.</summary>
public interface IComparisonFormat
{
    /// <summary>The name after <c>--format</c>, lower-case.</summary>
    string Name { get; }

    /// <summary>Writes a comparison in UTF-8 with line feeds.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="options">How.</param>
    /// <param name="output">Where to; stays open, and is flushed.</param>
    void Write(PlanComparison comparison, ReportOptions options, Stream output);
}
