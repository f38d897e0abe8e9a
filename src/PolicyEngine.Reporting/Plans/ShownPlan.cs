using PolicyEngine.Planning;

namespace PolicyEngine.Reporting.Plans;

/// <summary>What reports for people show of a repository. Pure.</summary>
internal static class ShownPlan
{
    /// <summary>The plan; one that a limit refused with the lists that it would have had.</summary>
    public static RepositoryPlan Of(RepositoryPlan plan) =>
        plan.Proposed is not { } proposed
            ? plan
            : plan with
            {
                Delete = proposed.Delete,
                Untag = proposed.Untag,
                Retain = proposed.Retain,
                Keep = proposed.Keep,
                Bytes = proposed.Bytes,
                DeletesPackage = proposed.DeletesPackage,
            };
}
