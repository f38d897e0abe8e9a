using System.Collections.Immutable;
using PolicyEngine.Analyzing;
using PolicyEngine.Diagnostics;

/// <summary>What this team wants of its policies: a reason for each rule that deletes, and protected releases.</summary>
internal sealed class TeamAnalyzer : PolicyAnalyzer
{
    private static readonly DiagnosticDescriptor s_noReason = new(
        "ACME001",
        "Rule without a description",
        "The rule '{0}' deletes, and nobody says why.",
        DiagnosticSeverity.Warning,
        "Add a `description`: whoever misses an image reads it first."
    );

    private static readonly DiagnosticDescriptor s_bareReleases = new(
        "ACME002",
        "Releases that are not protected",
        "No entry of 'protect' covers releases such as '{0}'.",
        DiagnosticSeverity.Error,
        "Add `protect: { tags: [\"v*\"] }`. As an error it cannot be suppressed, and nothing is planned."
    );

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [s_noReason, s_bareReleases];

    public override void Analyze(PolicyAnalysisContext context)
    {
        foreach (var rule in context.Policy.Rules.Where(rule => rule.IsDelete && rule.Description is null))
        {
            var place = rule.Syntax.Find("id")?.Value.Location ?? rule.Location;
            context.ReportDiagnostic(Diagnostic.Create(s_noReason, place, rule.Id));
        }

        // Where a file has an error, a protection may be missing only because it could not be read.
        if (!context.HasErrors && !context.IsProtected("v1.0.0"))
        {
            context.ReportDiagnostic(Diagnostic.Create(s_bareReleases, context.Policy.SettingsLocation, "v1.0.0"));
        }
    }
}
