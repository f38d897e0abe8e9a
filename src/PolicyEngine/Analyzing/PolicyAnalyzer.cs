using System.Collections.Immutable;
using PolicyEngine.Diagnostics;

namespace PolicyEngine.Analyzing;

/// <summary>
/// A lint of your own, as Roslyn's <c>DiagnosticAnalyzer</c>: derive from it, and compile with it in <c>CompilerOptions.Analyzers</c>.
/// </summary>
/// <remarks>
/// <para>
/// One instance may be asked for many policies, from several threads at once: keep no state. It runs on the thread that compiles, and
/// nothing limits its time.
/// </para>
/// <para>
/// An analyzer that throws, or reports what it does not support, never ends the compilation: that becomes the error PE4110, so nothing is
/// planned with the policy that it could not judge.
/// </para>
/// </remarks>
public abstract class PolicyAnalyzer
{
    /// <summary>
    /// What it can report. An id is two or more capital letters and then digits, such as <c>ACME001</c>; <c>PE</c> and digits are reserved.
    /// </summary>
    public abstract ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }

    /// <summary>Looks at one policy, and reports through the context. Called once for each policy that could be bound.</summary>
    /// <param name="context">The policy, and where to report. Of use only until the method returns.</param>
    public abstract void Analyze(PolicyAnalysisContext context);
}
