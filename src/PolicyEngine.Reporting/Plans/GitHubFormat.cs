using System.Text;
using PolicyEngine.Diagnostics;
using PolicyEngine.Planning;
using PolicyEngine.Planning.Files;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Plans;

/// <summary>For the log of a GitHub workflow: annotations, then the text.</summary>
internal sealed class GitHubFormat : IFormat<Plan>
{
    public string Name => "github";

    public void Write(Plan plan, ReportOptions options, Stream output)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true)
        {
            NewLine = "\n",
        };
        WorkflowAnnotations.Write(plan.Repositories.SelectMany(Annotations), writer);
        new TextReport(writer, options with { Width = 0 }).Write(plan);
    }

    private static IEnumerable<Annotation> Annotations(RepositoryPlan plan)
    {
        // A planner's finding usually says the reason already.
        if (plan.Status != PlanStatus.Planned && !plan.Findings.Any(f => f.Decides))
        {
            yield return new Annotation(
                DiagnosticSeverity.Error,
                $"{plan.Info.FullName} is {PlanWords.Of(plan.Status)}",
                plan.Reason ?? "Nothing is deleted here.",
                null
            );
        }

        foreach (var finding in plan.Findings)
        {
            yield return new Annotation(
                finding.Severity,
                finding.Id,
                $"{plan.Info.FullName}: {finding.Message}",
                SourcePlace.Parse(finding.Source)
            );
        }
    }
}
