using System.Collections.Immutable;
using PolicyEngine.Diagnostics;

namespace PolicyEngine.Analyzing;

/// <summary>What the compiler itself says of analyzers.</summary>
internal static class AnalyzerDiagnostics
{
    /// <summary>An analyzer that could not judge a policy.</summary>
    public static readonly DiagnosticDescriptor Failed = new(
        "PE4110",
        "Analyzer that failed",
        "The analyzer '{0}' failed: {1}.",
        DiagnosticSeverity.Error,
        """
        An analyzer that a program gave to the compiler threw an exception, has an id that it must not have, or reported what it does not
        support. What it would have found is unknown, so the policy has an error and nothing is planned with it.

        Mend the analyzer, or leave it out of `CompilerOptions.Analyzers`. The command line runs no analyzers but its own.
        """
    );

    /// <summary>All of them, by id.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = [Failed];
}
