using System.Collections.Immutable;
using PolicyEngine.Diagnostics;

namespace PolicyEngine.Policies;

/// <summary>The result of compiling policies. Immutable and thread-safe.</summary>
/// <param name="Policies">The policies, ordered by path. May only be planned with when there is no error.</param>
/// <param name="Diagnostics">What was found in all files, ordered by path and place.</param>
public sealed record PolicyCompilation(ImmutableArray<Policy> Policies, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>Whether a diagnostic is an error, so that nothing may be planned.</summary>
    public bool HasErrors => Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error);
}
