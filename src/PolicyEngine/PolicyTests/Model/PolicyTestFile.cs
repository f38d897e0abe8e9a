using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.PolicyTests.Model;

/// <summary>A compiled <c>*.policytest.yaml</c> file (semantics.md#files). Immutable.</summary>
/// <param name="Source">The text.</param>
/// <param name="Tests">The tests in the order of the file; those that could be bound.</param>
/// <param name="Diagnostics">What was found, in the order of the text. With an error among them no test runs.</param>
public sealed record PolicyTestFile(SourceText Source, ImmutableArray<PolicyTest> Tests, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>The end of the names of test files.</summary>
    public const string Extension = ".policytest.yaml";

    /// <summary>Whether a diagnostic is an error.</summary>
    public bool HasErrors => Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error);

    /// <summary>The paths of the policies that the tests need, as written (relative to the file), in ordinal order.</summary>
    public ImmutableArray<string> PolicyPaths =>
        [.. Tests.SelectMany(t => t.PolicyPaths).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The paths of the snapshots that the tests need, as written (relative to the file), in ordinal order.</summary>
    public ImmutableArray<string> SnapshotPaths =>
        [.. Tests.Select(t => t.SnapshotPath).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
