using PolicyEngine.Explaining;

namespace PolicyEngine.Reporting.Graphs;

/// <summary>A format for digest graphs. Implementations are immutable and thread-safe, and write the same bytes for the same input.</summary>
public interface IGraphFormat
{
    /// <summary>The name after <c>--format</c>, lower-case.</summary>
    string Name { get; }

    /// <summary>Writes a graph in UTF-8 with line feeds.</summary>
    /// <param name="view">The graph, with or without verdicts.</param>
    /// <param name="options">How; <see cref="ReportOptions.Verbose"/> raises the number of manifests that text shows.</param>
    /// <param name="output">Where to; stays open, and is flushed.</param>
    void Write(GraphView view, ReportOptions options, Stream output);
}
