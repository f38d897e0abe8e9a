using PolicyEngine.Explaining;

namespace PolicyEngine.Reporting.Explanations;

/// <summary>A format for explanations. Implementations are immutable and thread-safe, and write the same bytes for the same input.</summary>
public interface IExplanationFormat
{
    /// <summary>The name after <c>--format</c>, lower-case.</summary>
    string Name { get; }

    /// <summary>Writes explanations in UTF-8 with line feeds.</summary>
    /// <param name="explanations">The explanations: of one reference in each repository.</param>
    /// <param name="options">How.</param>
    /// <param name="output">Where to; stays open, and is flushed.</param>
    void Write(IReadOnlyList<Explanation> explanations, ReportOptions options, Stream output);
}
