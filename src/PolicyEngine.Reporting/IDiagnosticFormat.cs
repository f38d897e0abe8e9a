using PolicyEngine.Diagnostics;

namespace PolicyEngine.Reporting;

/// <summary>A format for the diagnostics of policies. Implementations are immutable and thread-safe, and write the same bytes for the same input.</summary>
public interface IDiagnosticFormat
{
    /// <summary>The name after <c>--format</c>, lower-case.</summary>
    string Name { get; }

    /// <summary>What it is for, a phrase for <c>--help</c>.</summary>
    string Description { get; }

    /// <summary>Writes diagnostics in UTF-8 with line feeds.</summary>
    /// <param name="diagnostics">The diagnostics, in the order that they are shown in.</param>
    /// <param name="options">How.</param>
    /// <param name="output">Where to; stays open, and is flushed.</param>
    void Write(IReadOnlyList<Diagnostic> diagnostics, ReportOptions options, Stream output);
}
