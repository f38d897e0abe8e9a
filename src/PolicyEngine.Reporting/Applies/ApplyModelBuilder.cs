using PolicyEngine.Applying;
using PolicyEngine.Reporting.Plans;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Applies;

/// <summary>Makes what a template sees of an apply, within limits.</summary>
internal sealed class ApplyModelBuilder(ApplyReport report)
{
    private const int MaxTags = 10;

    public ApplyModel Build(ReportLimits limits)
    {
        var shown = report.Repositories.Length > limits.Repositories ? report.Repositories[..limits.Repositories] : report.Repositories;
        var rows = limits.Rows;
        var repositories = new List<AppliedRepositoryModel>();
        foreach (var repository in shown)
        {
            repositories.Add(Repository(repository, limits.Notes, ref rows));
        }

        return new ApplyModel(
            ApplyWording.Summary(report.Repositories),
            report.Repositories.Any(r => r.Steps.Any(step => step.Action is ApplyAction.Restore or ApplyAction.Tag)),
            report.Cancelled,
            Totals(report.Repositories),
            repositories,
            shown.Length < report.Repositories.Length ? PlanWording.Number(report.Repositories.Length - shown.Length) : null
        );
    }

    private static ApplyTotalsModel Totals(IReadOnlyCollection<RepositoryApplyReport> repositories)
    {
        string Count(params IEnumerable<ApplyOutcome> outcomes) =>
            PlanWording.Number(outcomes.Sum(outcome => repositories.Sum(r => r.Count(outcome))));
        return new ApplyTotalsModel(
            Count(ApplyOutcome.Done),
            Count(ApplyOutcome.AlreadyGone, ApplyOutcome.AlreadyThere),
            Count(ApplyOutcome.Retained),
            Count(ApplyOutcome.Spared),
            Count(ApplyOutcome.NotAttempted),
            Count(ApplyOutcome.Failed),
            ApplyWording.Reclaimed(repositories) ?? (repositories.All(r => r.IsReclaimedExact) ? PlanWording.Size(0) : "not known")
        );
    }

    private static AppliedRepositoryModel Repository(RepositoryApplyReport repository, int notes, ref int rows)
    {
        var groups = new List<ApplyGroupModel>();
        foreach (var outcome in ApplyWording.Order)
        {
            var all = repository.Steps.Where(step => step.Outcome == outcome).ToList();
            var steps = all.Where(step => !ApplyWording.IsToldElsewhere(step)).ToList();
            var parts = ApplyWording.Parts(all, steps.Count > 0);
            if (steps.Count > 0 || parts is not null)
            {
                var table = Table(steps, rows, Step);
                rows -= table.Rows.Count;
                groups.Add(
                    new ApplyGroupModel(
                        ApplyWording.Title(outcome),
                        outcome is ApplyOutcome.Failed or ApplyOutcome.Spared,
                        table,
                        string.Join(' ', new[] { steps.Count > 0 ? table.Count : null, parts }.OfType<string>())
                    )
                );
            }
        }

        var proof = repository.Proof;
        List<string> missing = proof is null ? [] : [.. proof.Missing, .. proof.LostTags.Select(tag => $"the tag '{tag}'")];
        return new AppliedRepositoryModel(
            MarkdownText.Escape(repository.Repository),
            ApplyWording.Headline(repository),
            repository.Status.ToString().ToLowerInvariant(),
            repository.Reason is { } reason ? MarkdownText.Escape(reason) : null,
            Totals([repository]),
            Table(repository.Changes, notes, text => new RowModel(Reason: MarkdownText.Escape(text))),
            groups,
            [.. repository.Notes.Take(notes).Select(note => MarkdownText.Escape(note))],
            proof is not null && repository.ProofBefore is { } before ? $"Before: {PlanWording.Kept(before)}" : null,
            proof is null ? null : ApplyWording.After(proof),
            proof is null or { IsWhole: true },
            Table(missing, notes, text => new RowModel(Reason: MarkdownText.Escape(text)))
        );
    }

    private static RowModel Step(AppliedStep step) =>
        new(
            Digest: MarkdownText.Code(step.Digest),
            Tags: string.Join(", ", step.Tags.Take(MaxTags).Select(tag => MarkdownText.Code(tag)))
                + (step.Tags.Length > MaxTags ? $" and {PlanWording.Number(step.Tags.Length - MaxTags)} more" : ""),
            What: step.Action switch
            {
                ApplyAction.Delete => "delete",
                ApplyAction.Untag => "untag",
                ApplyAction.DeletePackage => "delete the package",
                ApplyAction.Tag => "put the tag back",
                ApplyAction.Restore => step.Digest.Length == 0 ? "restore the package" : "restore",
            },
            Reason: MarkdownText.Escape(step.Text)
        );

    private static TableModel Table<T>(IReadOnlyList<T> items, int max, Func<T, RowModel> row) =>
        new(
            PlanWording.Number(items.Count),
            [.. items.Take(Math.Max(max, 0)).Select(row)],
            items.Count > max ? PlanWording.Number(items.Count - Math.Max(max, 0)) : null
        );
}
