using PolicyEngine.PolicyTests;

namespace PolicyEngine.Reporting.PolicyTests;

/// <summary>A format for the results of policy tests. Implementations are immutable and thread-safe, and write the same bytes for the same input.</summary>
public interface IPolicyTestFormat
{
    /// <summary>The name after <c>--format</c>, lower-case.</summary>
    string Name { get; }

    /// <summary>What it is for, a phrase for <c>--help</c>.</summary>
    string Description { get; }

    /// <summary>Writes the results in UTF-8 with line feeds.</summary>
    /// <param name="run">The results.</param>
    /// <param name="options">How; <see cref="ReportOptions.Verbose"/> also shows what the tests that passed are called where a format would not.</param>
    /// <param name="output">Where to; stays open, and is flushed.</param>
    void Write(PolicyTestRun run, ReportOptions options, Stream output);
}
