using PolicyEngine.Checking;
using PolicyEngine.Comparing;
using PolicyEngine.Diagnostics;
using PolicyEngine.Explaining;
using PolicyEngine.Planning;
using PolicyEngine.PolicyTests.Model;
using PolicyEngine.Reporting.Checks;
using PolicyEngine.Reporting.Comparisons;
using PolicyEngine.Reporting.Diagnostics;
using PolicyEngine.Reporting.Explanations;
using PolicyEngine.Reporting.Graphs;
using PolicyEngine.Reporting.Pages;
using PolicyEngine.Reporting.Plans;
using PolicyEngine.Reporting.PolicyTests;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting;

/// <summary>The formats of all reports. A new one is a class in the folder of its subject, and a name here.</summary>
public static class ReportFormats
{
    /// <summary>Formats for plans.</summary>
    public static FormatList<Plan> Plans { get; } =
        new(new TextFormat(), new JsonFormat(), new MarkdownFormat(), new GitHubFormat(), new SarifFormat(), new HtmlFormat());

    /// <summary>Formats for the diagnostics of policies.</summary>
    public static FormatList<IReadOnlyList<Diagnostic>> Diagnostics { get; } =
        new(
            new TextDiagnosticFormat(),
            new JsonDiagnosticFormat(),
            new SarifDiagnosticFormat(),
            new GitHubDiagnosticFormat(),
            new MarkdownDiagnosticFormat()
        );

    /// <summary>Formats for integrity reports, one for each repository.</summary>
    public static FormatList<IReadOnlyList<IntegrityReport>> Checks { get; } = new(new TextCheckFormat(), new JsonCheckFormat());

    /// <summary>Formats for comparisons of policies.</summary>
    public static FormatList<PlanComparison> Comparisons { get; } =
        new(new TextComparisonFormat(), new JsonComparisonFormat(), new MarkdownComparisonFormat());

    /// <summary>Formats for explanations of one reference, one for each repository.</summary>
    public static FormatList<IReadOnlyList<Explanation>> Explanations { get; } =
        new(new TextExplanationFormat(), new JsonExplanationFormat());

    /// <summary>Formats for digest graphs, with or without verdicts.</summary>
    public static FormatList<GraphView> Graphs { get; } =
        new(new TextGraphFormat(), new JsonGraphFormat(), new MermaidGraphFormat(), new DotGraphFormat());

    /// <summary>Formats for the results of policy tests.</summary>
    public static FormatList<PolicyTestRun> PolicyTests { get; } =
        new(new TextPolicyTestFormat(), new JUnitPolicyTestFormat(), new GitHubPolicyTestFormat());
}
