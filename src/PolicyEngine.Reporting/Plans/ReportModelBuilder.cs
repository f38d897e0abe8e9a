using System.Collections.Immutable;
using PolicyEngine.Applying;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Planning.Files;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Plans;

/// <summary>Makes what a template sees of a plan, within limits. Lists are
/// enumerated only as far as they are shown, but for the reasons to stay.</summary>
internal sealed class ReportModelBuilder(Plan plan, ApplyReport? applied, ReportOptions options)
{
    private readonly SummaryBuilder _summary = new(plan, applied, options);
    private readonly ImmutableArray<RepositoryPlan> _shown = [.. plan.Repositories.Select(ShownPlan.Of)];
    private readonly Dictionary<RepositoryPlan, RepositoryRows> _rows = new(ReferenceEqualityComparer.Instance);

    public ReportModel Build(ReportLimits limits)
    {
        var shown = _shown.Length > limits.Repositories ? _shown[..limits.Repositories] : _shown;
        var rows = new RowBudget(limits.Rows, shown);
        return new ReportModel(
            PlanWording.Time(plan.Now),
            [
                .. plan.Policies.Select(p =>
                    p.Name is null ? MarkdownText.Code(p.Path) : $"{MarkdownText.Code(p.Path)} ({MarkdownText.Escape(p.Name)})"
                ),
            ],
            Totals(),
            shown.Length < plan.Repositories.Length ? PlanWording.Number(plan.Repositories.Length - shown.Length) : null,
            plan.HasChanges,
            _summary.Build(limits)
        )
        {
            MakeRepositories = () => [.. shown.Select(r => Repository(r, limits.Notes, rows))],
        };
    }

    private TotalsModel Totals()
    {
        var total = plan.Summary;
        return new TotalsModel(
            PlanWording.Number(plan.Repositories.Length),
            PlanWording.Number(total.Delete),
            PlanWording.Number(total.Untag),
            PlanWording.Number(total.Retain),
            PlanWording.Number(total.Keep),
            PlanWording.Size(total.ReclaimedBytes),
            plan.Repositories.Count(r => r.Status == PlanStatus.Incomplete),
            plan.Repositories.Count(r => r.Status == PlanStatus.Refused),
            plan.Repositories.Sum(r => r.Findings.Length)
        );
    }

    private RepositoryModel Repository(RepositoryPlan repository, int notes, RowBudget rows)
    {
        var cells = new RowCells(repository, plan.Now);
        var kept = Kept(repository);
        var parts = kept.Sum(g => g.Manifests - g.Images);
        return new RepositoryModel(
            MarkdownText.Escape(repository.Info.FullName),
            repository.Proposed is null
                ? PlanWording.Headline(repository)
                : $"Refused: nothing is deleted. Without the limit: {PlanWording.Changes(repository)}.",
            PlanWords.Of(repository.Status),
            repository.Reason is { } reason ? MarkdownText.Escape(reason) : null,
            repository.Info.UntaggedHidden,
            repository.DeletesPackage,
            repository.Proposed is not null,
            new TotalsModel(
                "1",
                PlanWording.Number(repository.Delete.Count),
                PlanWording.Number(repository.Untag.Count),
                PlanWording.Number(repository.Retain.Count),
                PlanWording.Number(repository.Keep.Count),
                PlanWording.Size(repository.Bytes.Reclaimed),
                repository.Status == PlanStatus.Incomplete ? 1 : 0,
                repository.Status == PlanStatus.Refused ? 1 : 0,
                repository.Findings.Length
            ),
            Table(repository.Delete, repository.Delete.Count, rows.Deletions(repository), cells.Manifest),
            Table(repository.Untag, repository.Untag.Count, notes, RowCells.Untag),
            Table(repository.Retain, repository.Retain.Count, notes, cells.Manifest),
            Table(kept, kept.Count, notes, RowCells.Group),
            Table(repository.Keep.Where(m => m.Role != ManifestRole.Root), parts, rows.Parts(parts), cells.Part),
            Table(repository.Findings.OrderByDescending(f => f.Severity), repository.Findings.Length, notes, RowCells.Finding),
            repository.Status == PlanStatus.Planned ? PlanWording.Proof(repository.Proof) : null
        );
    }

    private IReadOnlyList<RuleGroup> Kept(RepositoryPlan repository)
    {
        if (!_rows.TryGetValue(repository, out var rows))
        {
            _rows[repository] = rows = new RepositoryRows(repository);
        }

        return [.. rows.Groups.Where(group => group.Effect == GroupEffect.Keep)];
    }

    private static TableModel Table<T>(IEnumerable<T> items, long count, int max, Func<T, RowModel> row) =>
        new(
            PlanWording.Number(count),
            max == 0 ? [] : [.. items.Take(max).Select(row)],
            count > max ? PlanWording.Number(count - max) : null
        );
}
