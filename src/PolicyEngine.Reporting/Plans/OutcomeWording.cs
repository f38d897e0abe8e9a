using PolicyEngine.Applying;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Wording;

namespace PolicyEngine.Reporting.Plans;

/// <summary>What happened in a phrase, for one or several repositories. Pure; nothing is escaped.</summary>
internal static class OutcomeWording
{
    /// <summary>The headline of all: what went wrong first, then what was done, else what would be.</summary>
    public static string Headline(IReadOnlyList<RepositoryOutcome> outcomes, bool cancelled)
    {
        if (outcomes.Count == 0)
        {
            return "No repository was planned";
        }

        var did = Did(outcomes);
        if (outcomes is [var only])
        {
            return only.Problem is not { } problem ? (cancelled ? "Cancelled: " : "") + did
                : only.Rank is OutcomeRank.Refused or OutcomeRank.Unread && only.DoneImages == 0 ? problem
                : $"{problem}; {did}";
        }

        var problems = new List<string>();
        foreach (
            var (rank, words) in ((OutcomeRank, string)[])
                [
                    (OutcomeRank.Damaged, "damaged"),
                    (OutcomeRank.Failed, "failed"),
                    (OutcomeRank.Unread, "not read completely"),
                    (OutcomeRank.Refused, "refused"),
                ]
        )
        {
            if (outcomes.Count(outcome => outcome.Rank == rank) is > 0 and var count)
            {
                problems.Add($"{PlanWording.Number(count)} {words}");
            }
        }

        var all = PlanWording.Count(outcomes.Count, "repository", "repositories");
        return problems.Count > 0 ? $"{string.Join(", ", problems)} of {all}; {did}" : $"{(cancelled ? "Cancelled: " : "")}{did} in {all}";
    }

    /// <summary>What was done, else what would be: <c>10 of 177 images deleted, 64 MiB
    /// freed</c>, <c>177 of 200 images to delete (88 %), 1.5 GiB to free</c>.</summary>
    public static string Did(IReadOnlyCollection<RepositoryOutcome> outcomes)
    {
        var planned = outcomes.Where(outcome => outcome.Plan.Status == PlanStatus.Planned).ToList();
        return (planned.Exists(outcome => outcome.IsApplied) ? Done(planned) : ToDo(planned, outcomes)) + Announced(planned);
    }

    /// <summary>What is announced and not due, with the first day on which some of it is deleted.</summary>
    private static string Announced(List<RepositoryOutcome> planned)
    {
        var waiting = planned.SelectMany(outcome => outcome.Plan.Announced ?? []).Where(change => !change.Announcement.IsDue).ToList();
        if (waiting.Count == 0)
        {
            return "";
        }

        var images = waiting.Count(change => change.Tag is null);
        var what = images > 0 ? PlanWording.Count(images, "image") : PlanWording.Count(waiting.Count, "tag");
        return $"; {what} announced, to be {(images > 0 ? "deleted" : "removed")} from "
            + $"{PlanWording.Day(waiting.Min(change => change.Announcement.Due))} on";
    }

    /// <summary>The ways on of a plan over a limit, a phrase each.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="isOnly">Whether it is the only repository, so that its name need not be said.</param>
    /// <param name="code">Shows what is typed.</param>
    /// <param name="place">Shows a place in a policy.</param>
    public static IReadOnlyList<string> WaysOn(RepositoryPlan plan, bool isOnly, Func<string, string> code, Func<string, string> place)
    {
        if (plan.Proposed is not { Limits: { IsEmpty: false } limits })
        {
            return plan.Proposed is null ? [] : ["If that is what you want, raise the limit in the policy; otherwise change its rules."];
        }

        var raise = limits
            .Select(limit =>
                limit.LimitsDeletions
                    ? $"raise {code(limit.Key)}{(limit.Source is { } source ? $" at {place(source)}" : "")}"
                    : $"lower {code(limit.Key)}{(limit.Source is { } line ? $" at {place(line)}" : " under 'limits' in the policy")}"
            )
            .Distinct(StringComparer.Ordinal);
        var ways = new List<string> { $"If that is what you want, {string.Join(" and ", raise)}, where the change is reviewed." };
        if (limits.All(limit => limit.LimitsDeletions))
        {
            var number = limits.Max(limit => limit.Images);
            var value = isOnly ? $"{number}" : $"{plan.Info.FullName}={number}";
            ways.Add($"Or allow it once with {code($"--allow-limit {value}")}: a larger plan is still refused.");
        }

        ways.Add("Otherwise change the rules.");
        return ways;
    }

    private static string Done(List<RepositoryOutcome> outcomes)
    {
        var done = outcomes.Sum(outcome => outcome.DoneImages);
        var planned = outcomes.Sum(outcome => outcome.Rows.DeletedImages);
        var reports = outcomes.Select(outcome => outcome.Applied).OfType<RepositoryApplyReport>().ToList();
        int Count(ApplyAction action) =>
            reports.Sum(report => report.Steps.Count(step => step.Action == action && RepositoryOutcome.IsGone(step)));
        var parts = new List<string>();
        if (done > 0 || planned > 0)
        {
            parts.Add(
                done == planned
                    ? $"{PlanWording.Count(done, "image")} deleted"
                    : $"{PlanWording.Number(done)} of {PlanWording.Count(planned, "image")} deleted"
            );
        }
        else if (Count(ApplyAction.Delete) is > 0 and var manifests)
        {
            // What earlier runs began and left has no image any more.
            parts.Add($"{PlanWording.Count(manifests, "manifest")} deleted");
        }

        if (Count(ApplyAction.DeletePackage) is > 0 and var packages)
        {
            parts.Add($"{PlanWording.Count(packages, "package")} deleted");
        }

        if (Count(ApplyAction.Untag) is > 0 and var tags)
        {
            parts.Add($"{PlanWording.Count(tags, "tag")} removed");
        }

        if (parts.Count == 0)
        {
            return Nothing(outcomes, "deleted");
        }

        return string.Join(", ", parts) + (ApplyWording.Reclaimed(reports) is { } bytes ? $", {bytes} freed" : "");
    }

    private static string ToDo(List<RepositoryOutcome> planned, IReadOnlyCollection<RepositoryOutcome> all)
    {
        var delete = planned.Sum(outcome => outcome.Rows.DeletedImages);
        var manifests = planned.Sum(outcome => outcome.Rows.Plan.Delete.Count);
        var images = planned.Sum(outcome => outcome.Rows.Images);
        var tags = planned.Sum(outcome => outcome.Rows.Plan.Untag.Count);
        var parts = new List<string>();
        if (delete > 0)
        {
            parts.Add($"{PlanWording.Number(delete)} of {PlanWording.Count(images, "image")} to delete ({(long)delete * 100 / images} %)");
        }
        else if (manifests > 0)
        {
            parts.Add($"{PlanWording.Count(manifests, "manifest")} to delete");
        }

        if (tags > 0)
        {
            parts.Add($"{PlanWording.Count(tags, "tag")} to remove");
        }

        return parts.Count == 0
            ? Nothing(all, "to delete")
            : $"{string.Join(", ", parts)}, {PlanWording.Size(planned.Sum(outcome => outcome.Plan.Bytes.Reclaimed))} to free";
    }

    private static string Nothing(IReadOnlyCollection<RepositoryOutcome> outcomes, string word)
    {
        var kept = outcomes.Sum(outcome => outcome.Plan.Status == PlanStatus.Planned ? outcome.Rows.Kept + outcome.Rows.Retained : 0);
        return kept == 0 ? $"nothing {word}" : $"nothing {word}, {PlanWording.Count(kept, "image")} kept";
    }
}
