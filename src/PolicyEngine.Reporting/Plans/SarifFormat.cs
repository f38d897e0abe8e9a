using PolicyEngine.Planning;
using PolicyEngine.Planning.Files;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Plans;

/// <summary>The findings of a plan for code scanning; what is deleted is not a finding.</summary>
internal sealed class SarifFormat : IFormat<Plan>
{
    public string Name => "sarif";

    public void Write(Plan plan, ReportOptions options, Stream output)
    {
        // Code scanning drops what points at no file: a finding about no line of a policy points at the first policy.
        var fallback = plan.Policies.IsEmpty ? null : new SourcePlace(plan.Policies[0].Path, 1, 1);
        var results = plan
            .Repositories.SelectMany(r =>
                r.Findings.Select(f => new SarifResult(
                    f.Id,
                    f.Severity,
                    $"{r.Info.FullName}: {f.Message}",
                    SourcePlace.Parse(f.Source) ?? fallback
                ))
            )
            .ToList();
        var failures = plan
            .Repositories.Where(r => r.Status != PlanStatus.Planned)
            .Select(r => $"{r.Info.FullName} is {PlanWords.Of(r.Status)}: {r.Reason}")
            .ToList();
        using var writer = new SarifWriter(output);
        writer.Write(options.Descriptors, results, failures);
    }
}
