using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.PolicyTests.Shapes;

namespace PolicyEngine.PolicyTests.Model;

/// <summary>The results of all files of a run. Immutable.</summary>
/// <param name="Files">The results, in the order in which they are shown.</param>
public sealed record PolicyTestRun(ImmutableArray<PolicyTestFileResult> Files)
{
    /// <summary>The number of tests that ended so.</summary>
    public int Count(PolicyTestOutcome outcome) => Files.Sum(f => f.Tests.Count(t => t.Outcome == outcome));

    /// <summary>Whether every test ran and passed, and no file has an error.</summary>
    public bool Succeeded => Files.All(f => !f.HasErrors && f.Tests.All(t => t.Outcome == PolicyTestOutcome.Passed));

    /// <summary>The rules and protections of all policies, each once by its place,
    /// exercised if any file exercises it; ordered by path and place.</summary>
    public ImmutableArray<PolicyTestCoverage> Coverage =>
        [
            .. Files
                .SelectMany(f => f.Coverage)
                .GroupBy(c => c.Location.ToString(), StringComparer.Ordinal)
                .Select(g => g.First() with { IsExercised = g.Any(c => c.IsExercised) })
                .OrderBy(c => c.Location.Source.Path, StringComparer.Ordinal)
                .ThenBy(c => c.Location.Span),
        ];

    /// <summary>A warning for each rule and protection that no test exercises.</summary>
    public ImmutableArray<Diagnostic> NotExercised =>
        [
            .. Coverage
                .Where(c => !c.IsExercised)
                .Select(c => Diagnostic.Create(PolicyTestDiagnostics.NotExercised, c.Location, c.Kind, c.Id)),
        ];
}
