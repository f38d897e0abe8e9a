using PolicyEngine.Diagnostics;

namespace PolicyEngine.Language;

/// <summary>What compiling needs beside the texts. Immutable.</summary>
public sealed record CompilerOptions
{
    /// <summary>What the user says about severities; nothing by default. Applied after suppressions; errors are never lowered.</summary>
    public SeverityOverrides Severities { get; init; } = SeverityOverrides.None;
}
