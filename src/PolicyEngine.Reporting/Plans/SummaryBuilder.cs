using PolicyEngine.Applying;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Plans;

/// <summary>Makes what people look at first of a plan and of what was done of it, within limits. Not thread-safe.</summary>
internal sealed class SummaryBuilder
{
    /// <summary>An overview fits a screen.</summary>
    private const int MostOverviewRows = 15;

    private readonly Plan _plan;
    private readonly ReportOptions _options;
    private readonly SourceLinks _links;
    private readonly List<RepositoryOutcome> _outcomes;
    private readonly bool _cancelled;

    /// <summary>Takes a plan and what was done of it.</summary>
    public SummaryBuilder(Plan plan, ApplyReport? applied, ReportOptions options)
    {
        _plan = plan;
        _options = options;
        _links = new SourceLinks(options.SourceRoot);
        _cancelled = applied?.Cancelled == true;
        var reports = (applied?.Repositories ?? []).ToDictionary(report => report.Repository, StringComparer.Ordinal);
        var outcomes = plan
            .Repositories.Select(repository => new RepositoryOutcome(repository, reports.GetValueOrDefault(repository.Info.FullName)))
            .ToList();
        var planned = plan.Repositories.Select(repository => repository.Info.FullName).ToHashSet(StringComparer.Ordinal);
        outcomes.AddRange(
            reports
                .Values.Where(report => !planned.Contains(report.Repository))
                .Select(report => new RepositoryOutcome(Unplanned(report.Repository), report))
        );
        _outcomes = [.. outcomes.OrderByDescending(outcome => outcome.Rank).ThenByDescending(outcome => outcome.Rows.DeletedImages)];
    }

    /// <summary>Makes it.</summary>
    public SummaryModel Build(ReportLimits limits)
    {
        var shown = _outcomes.Count > limits.Repositories ? _outcomes[..limits.Repositories] : _outcomes;
        var budget = limits.Rows;
        var sections = new List<SectionModel>();
        foreach (var outcome in shown.Where(outcome => outcome.Rank > OutcomeRank.Idle || shown.Count <= MostOverviewRows))
        {
            var section = new SectionBuilder(outcome, _plan.Now, _options, _links, _outcomes.Count == 1).Build(limits, budget);
            budget -= section.Details.Sum(detail => detail.Rows.Count);
            sections.Add(section);
        }

        var rest = _outcomes.Count - shown.Count;
        return new SummaryModel(
            Icon(),
            MarkdownText.Escape(Sentences.Capital(OutcomeWording.Headline(_outcomes, _cancelled))),
            Alerts(),
            _outcomes.Count > 1 ? Overview() : null,
            sections,
            rest > 0 ? PlanWording.Number(rest) : null,
            _options.Undo is { } undo && HasDone() ? MarkdownText.Code(undo) : null,
            Made()
        );
    }

    /// <summary>What an earlier run had begun was finished, and no plan was made after it.</summary>
    private static RepositoryPlan Unplanned(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return new RepositoryPlan
        {
            Info = new RepositoryInfo
            {
                Registry = slash < 0 ? "" : name[..slash],
                Name = name[(slash + 1)..],
                Provider = "",
            },
            Status = PlanStatus.Planned,
            Snapshot = new PlanSnapshot("", 0, 0, null),
            Delete = [],
            Untag = [],
            Retain = [],
            Keep = [],
            Findings = [],
            Proof = new PlanProof(0, 0, 0),
            Bytes = new PlanBytes(0, 0),
        };
    }

    private bool HasDone() => _outcomes.Exists(outcome => outcome.Applied?.Count(ApplyOutcome.Done) > 0);

    private string Icon() => _outcomes.Count == 0 ? "🟡" : IconOf(_outcomes[0], HasDone());

    internal static string IconOf(RepositoryOutcome outcome, bool hasDone) =>
        outcome.Rank switch
        {
            OutcomeRank.Damaged or OutcomeRank.Failed => "❌",
            OutcomeRank.Refused => "⛔",
            OutcomeRank.Unread => "❓",
            OutcomeRank.Spared or OutcomeRank.Left => "⏳",
            OutcomeRank.Noted or OutcomeRank.Fine => hasDone ? "🧹" : "📋",
            OutcomeRank.Idle => "✅",
        };

    private List<AlertModel> Alerts()
    {
        var alerts = _options.Problems.Select(problem => new AlertModel("CAUTION", MarkdownText.Escape(problem), [])).ToList();
        if (_cancelled)
        {
            alerts.Add(
                new AlertModel(
                    "WARNING",
                    "The run was cancelled after the image in progress was finished. To resume, run the same command again.",
                    []
                )
            );
        }

        return alerts;
    }

    private OverviewModel Overview()
    {
        var rows = _outcomes.Take(MostOverviewRows).Select(Row).ToList();
        var rest = _outcomes.Skip(MostOverviewRows).ToList();
        return new OverviewModel(
            rows,
            rest.Count == 0 ? null : $"{PlanWording.Count(rest.Count, "more repository", "more repositories")}: {OutcomeWording.Did(rest)}."
        );
    }

    private OverviewRow Row(RepositoryOutcome outcome)
    {
        var rows = outcome.Rows;
        var page = PackagePage.Of(outcome.Plan);
        var name = MarkdownText.Code(outcome.Plan.Info.FullName);
        var isPlanned = outcome.Plan.Status == PlanStatus.Planned;
        return new OverviewRow(
            IconOf(outcome, HasDone()),
            page is null ? name : $"[{name}]({page})",
            MarkdownText.Escape(Sentences.Capital(outcome.Problem ?? outcome.Did), 300),
            isPlanned
                ? outcome.IsApplied
                    ? Sentences.Of(outcome.DoneImages, rows.DeletedImages)
                    : PlanWording.Number(rows.DeletedImages)
                : "0",
            PlanWording.Number(isPlanned ? rows.Kept + rows.Retained : rows.Images),
            isPlanned ? PlanWording.Size(outcome.Applied?.ReclaimedBytes ?? rows.Plan.Bytes.Reclaimed).Replace(' ', '\u00A0') : ""
        );
    }

    private string Made()
    {
        var policies = string.Join(
            ", ",
            _plan.Policies.Select(p =>
                p.Name is null ? MarkdownText.Code(p.Path) : $"{MarkdownText.Code(p.Path)} ({MarkdownText.Escape(p.Name)})"
            )
        );
        return "Planned for "
            + $"{PlanWording.Time(_plan.Now)}"
            + $"{(policies.Length == 0 ? "" : $" by {(_plan.Policies.Length == 1 ? "policy" : "policies")} {policies}")}.";
    }
}
