namespace PolicyEngine.Applying;

/// <summary>Puts the reports of two applies of one run together.</summary>
internal static class ApplyReports
{
    /// <summary>One report of both, each repository once.</summary>
    /// <param name="first">What was done first.</param>
    /// <param name="then">What was done then.</param>
    public static ApplyReport Join(ApplyReport first, ApplyReport then)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(then);
        var repositories = first
            .Repositories.Concat(then.Repositories)
            .GroupBy(repository => repository.Repository, StringComparer.Ordinal)
            .Select(group => group.Aggregate(Join));
        return new ApplyReport { Repositories = [.. repositories], Cancelled = first.Cancelled || then.Cancelled };
    }

    private static RepositoryApplyReport Join(RepositoryApplyReport first, RepositoryApplyReport then)
    {
        // What was not attempted first is told again, or done, by what came then.
        var again = then.Steps.Select(KeyOf).ToHashSet();
        var failed = then.Status == ApplyStatus.Applied && first.Status != ApplyStatus.Applied ? first : then;
        return then with
        {
            Status = failed.Status,
            Reason = failed.Reason,
            Changes = [.. first.Changes, .. then.Changes],
            Steps = [.. first.Steps.Where(step => !again.Contains(KeyOf(step))), .. then.Steps],
            Notes = [.. first.Notes.Union(then.Notes, StringComparer.Ordinal)],
            Proof = then.Proof ?? first.Proof,
            PlannedBytes = first.PlannedBytes + then.PlannedBytes,
            ReclaimedBytes = first.ReclaimedBytes + then.ReclaimedBytes,
            IsReclaimedExact = first.IsReclaimedExact && then.IsReclaimedExact,
        };
    }

    private static (ApplyAction, string, string) KeyOf(AppliedStep step) =>
        (step.Action, step.Digest, step.Action == ApplyAction.Untag ? string.Join(' ', step.Tags) : "");
}
