namespace PolicyEngine.Planning;

/// <summary>Turns saved plans that a limit refused into plans that may be carried
/// out, where somebody approves their number of deletions. Pure.</summary>
internal static class PlanApproval
{
    /// <summary>The plan with what is approved; what exceeds another limit, or the number, stays refused.</summary>
    public static Plan Apply(Plan plan, ApprovedDeletions approved)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(approved);
        return plan with { Repositories = [.. plan.Repositories.Select(repository => Apply(repository, approved.For(repository.Info)))] };
    }

    private static RepositoryPlan Apply(RepositoryPlan plan, int? approved)
    {
        if (approved is not { } number || plan.Proposed is not { Limits.IsEmpty: false } proposed)
        {
            return plan;
        }

        var limits = proposed.Limits;
        if (limits.FirstOrDefault(limit => !limit.LimitsDeletions || limit.Images > number) is { } exceeded)
        {
            return plan with { Reason = (exceeded.LimitsDeletions ? exceeded with { Approved = number } : exceeded).Text };
        }

        // The pieces of what is kept were proven to stay before any limit was looked at.
        var off = proposed.Untag.Count;
        return plan with
        {
            Status = PlanStatus.Planned,
            Reason = null,
            Delete = proposed.Delete,
            Untag = proposed.Untag,
            Retain = proposed.Retain,
            Keep = proposed.Keep,
            Bytes = proposed.Bytes,
            DeletesPackage = proposed.DeletesPackage,
            Findings = [.. plan.Findings.Where(finding => !finding.Decides)],
            Proof = new PlanProof(
                proposed.Keep.Concat(proposed.Retain).Sum(manifest => manifest.Tags.Length) - off,
                proposed.Keep.Count + proposed.Retain.Count,
                0
            ),
            Approved = number,
            Proposed = null,
        };
    }
}
