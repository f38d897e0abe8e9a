using System.Collections.Immutable;
using PolicyEngine.Reporting.Formats.GitHub;
using PolicyEngine.Reporting.Formats.Json;
using PolicyEngine.Reporting.Formats.Sarif;
using PolicyEngine.Reporting.Formats.Text;

namespace PolicyEngine.Reporting;

/// <summary>The formats for the diagnostics of policies. A new one is a class beside the format of plans, and a line here.</summary>
public static class DiagnosticReport
{
    /// <summary>All formats; the first is the default.</summary>
    public static ImmutableArray<IDiagnosticFormat> All { get; } =
    [
        new TextDiagnosticFormat(),
        new JsonDiagnosticFormat(),
        new SarifDiagnosticFormat(),
        new GitHubDiagnosticFormat(),
    ];

    /// <summary>The format of a name, or null.</summary>
    public static IDiagnosticFormat? Find(string name) => All.FirstOrDefault(f => f.Name == name);
}
