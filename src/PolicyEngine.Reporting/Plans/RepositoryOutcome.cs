using System.Collections.Immutable;
using PolicyEngine.Applying;
using PolicyEngine.Diagnostics;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Wording;

namespace PolicyEngine.Reporting.Plans;

/// <summary>How it stands with a repository: worse things are greater.</summary>
internal enum OutcomeRank
{
    /// <summary>Nothing to do.</summary>
    Idle,

    /// <summary>All that was to do was done, or may be.</summary>
    Fine,

    /// <summary>There are findings that need a person.</summary>
    Noted,

    /// <summary>Something is left for the next run.</summary>
    Left,

    /// <summary>It changed, and some of it was spared.</summary>
    Spared,

    /// <summary>The plan was refused, or is stale.</summary>
    Refused,

    /// <summary>It could not be read completely.</summary>
    Unread,

    /// <summary>Something that should have been done was not.</summary>
    Failed,

    /// <summary>Something that should have been kept is missing.</summary>
    Damaged,
}

/// <summary>The plan of a repository with what was done of it, in numbers and phrases. Immutable.</summary>
internal sealed class RepositoryOutcome
{
    private readonly Dictionary<string, AppliedStep> _steps = new(StringComparer.Ordinal);

    /// <summary>Puts them together.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="applied">What was done of it; null where nothing was tried.</param>
    public RepositoryOutcome(RepositoryPlan plan, RepositoryApplyReport? applied)
    {
        Plan = plan;
        Applied = applied;
        Rows = new RepositoryRows(plan);
        foreach (var step in applied?.Steps ?? [])
        {
            if (step.Action is ApplyAction.Delete)
            {
                _steps[step.Digest] = step;
            }
        }

        DoneImages = _steps.Values.Count(step => IsGone(step) && Rows.ImageOf(step.Digest) is not null);
        Rank = FindRank();
    }

    public RepositoryPlan Plan { get; }

    public RepositoryApplyReport? Applied { get; }

    public RepositoryRows Rows { get; }

    /// <summary>The images of the plan that are gone.</summary>
    public int DoneImages { get; }

    public OutcomeRank Rank { get; }

    /// <summary>Whether the deletions of the plan were tried.</summary>
    public bool IsApplied => Applied is not null && Plan.Status == PlanStatus.Planned;

    /// <summary>What came of deleting a manifest; null where it was not tried.</summary>
    public AppliedStep? StepOf(string digest) => _steps.GetValueOrDefault(digest);

    /// <summary>The steps that did not end as planned.</summary>
    public IEnumerable<AppliedStep> Steps(ApplyOutcome outcome) => Applied?.Steps.Where(step => step.Outcome == outcome) ?? [];

    /// <summary>The image that a step belongs to is gone.</summary>
    public static bool IsGone(AppliedStep? step) => step?.Outcome is ApplyOutcome.Done or ApplyOutcome.AlreadyGone;

    /// <summary>What went wrong, as a phrase; null where nothing did. Nothing is escaped.</summary>
    public string? Problem =>
        Rank switch
        {
            OutcomeRank.Damaged => "Damaged: something that should have been kept is missing",
            OutcomeRank.Failed when Applied!.Count(ApplyOutcome.Failed) is > 0 and var failed =>
                $"{PlanWording.Count(failed, "deletion")} failed",
            OutcomeRank.Failed => $"Failed: {Sentence(Applied!.Reason)}",
            OutcomeRank.Unread => $"Not read completely, nothing is deleted: {Sentence(Applied?.Reason ?? Plan.Reason)}",
            OutcomeRank.Refused when Applied?.Status == ApplyStatus.Stale =>
                "Stale: the repository has changed since the plan was made, and nothing was deleted",
            OutcomeRank.Refused => $"Refused: {Sentence(Plan.Reason ?? Applied?.Reason)}",
            OutcomeRank.Idle or OutcomeRank.Fine or OutcomeRank.Noted or OutcomeRank.Left or OutcomeRank.Spared => null,
        };

    /// <summary>What was done, else what would be: <c>10 of 177 images deleted, 64 MiB freed</c>.</summary>
    public string Did => OutcomeWording.Did([this]);

    private OutcomeRank FindRank()
    {
        if (Applied is { Proof.IsWhole: false })
        {
            return OutcomeRank.Damaged;
        }

        if (Applied is { Status: ApplyStatus.Failed } || Applied?.Count(ApplyOutcome.Failed) > 0)
        {
            return OutcomeRank.Failed;
        }

        if (Plan.Status == PlanStatus.Incomplete || Applied is { Status: ApplyStatus.Incomplete })
        {
            return OutcomeRank.Unread;
        }

        if (Plan.Status == PlanStatus.Refused || Applied is { Status: ApplyStatus.Refused or ApplyStatus.Stale })
        {
            return OutcomeRank.Refused;
        }

        return Applied?.Count(ApplyOutcome.Spared) > 0 ? OutcomeRank.Spared
            : Applied?.Count(ApplyOutcome.NotAttempted) > 0 ? OutcomeRank.Left
            : Plan.Findings.Any(finding => finding.Severity >= DiagnosticSeverity.Warning) ? OutcomeRank.Noted
            : Plan.Delete.Count + Plan.Untag.Count + (Applied?.Steps.Length ?? 0) > 0 ? OutcomeRank.Fine
            : OutcomeRank.Idle;
    }

    private static string Sentence(string? text) => (text ?? "the reason is not known").TrimEnd('.');
}
