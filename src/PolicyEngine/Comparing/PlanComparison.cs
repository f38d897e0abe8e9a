using System.Collections.Immutable;
using PolicyEngine.Oci;
using PolicyEngine.Planning;

namespace PolicyEngine.Comparing;

/// <summary>What a change of policy changes: two plans of the same repositories, side by side. Immutable.</summary>
public sealed record PlanComparison
{
    /// <summary>The one 'now' of both plans, UTC.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The policies before, ordered by path.</summary>
    public required ImmutableArray<PlanPolicy> Old { get; init; }

    /// <summary>The policies after, ordered by path.</summary>
    public required ImmutableArray<PlanPolicy> New { get; init; }

    /// <summary>The repositories that are in one of the plans, ordered by registry and name.</summary>
    public required ImmutableArray<RepositoryComparison> Repositories { get; init; }

    /// <summary>Whether anything differs, be it only the rule that decides.</summary>
    public bool HasChanges => Repositories.Any(r => r.HasChanges);
}

/// <summary>What changes in one repository. Immutable. Each list is ordered by the first tag, untagged ones last, then by digest.</summary>
public sealed record RepositoryComparison
{
    /// <summary>The repository.</summary>
    public required RepositoryInfo Info { get; init; }

    /// <summary>How the old policies fare; null where none covers it, so that everything stays.</summary>
    public required PlanSide? Old { get; init; }

    /// <summary>How the new policies fare; null where none covers it, so that everything stays.</summary>
    public required PlanSide? New { get; init; }

    /// <summary>
    /// The manifests that stayed and now go, those below images included. Where a limit refuses the new plan, what it would delete
    /// counts, and against an old one that was refused as well, what that one would have deleted.
    /// </summary>
    public required ImmutableArray<ManifestChange> NewlyGo { get; init; }

    /// <summary>The manifests that went and now stay, those below images included.</summary>
    public required ImmutableArray<ManifestChange> NewlyStay { get; init; }

    /// <summary>The images whose fate is the same, but by another rule, protection or setting.</summary>
    public required ImmutableArray<ManifestChange> OtherRule { get; init; }

    /// <summary>The tags that are now removed from images that are kept, in ordinal order.</summary>
    public required ImmutableArray<PlannedUntag> NewlyUntagged { get; init; }

    /// <summary>The tags that were removed from images that are kept and no longer are, in ordinal order.</summary>
    public required ImmutableArray<PlannedUntag> NoLongerUntagged { get; init; }

    /// <summary>Whether anything differs.</summary>
    public bool HasChanges =>
        !NewlyGo.IsEmpty
        || !NewlyStay.IsEmpty
        || !OtherRule.IsEmpty
        || !NewlyUntagged.IsEmpty
        || !NoLongerUntagged.IsEmpty
        || Old?.Status != New?.Status;
}

/// <summary>The plan of one side.</summary>
/// <param name="Status">Whether it could be carried out; where it could not, nothing goes.</param>
/// <param name="Reason">Why not.</param>
/// <param name="Delete">The manifests that are deleted.</param>
/// <param name="Keep">The manifests that are kept, those that the registry refuses to delete included.</param>
/// <param name="ReclaimedBytes">The bytes that are reclaimed.</param>
public sealed record PlanSide(PlanStatus Status, string? Reason, int Delete, int Keep, long ReclaimedBytes)
{
    /// <summary>The manifests that would be deleted, where a limit refused it; else null.</summary>
    public int? Proposed { get; init; }
}

/// <summary>A manifest that the policies judge differently.</summary>
/// <param name="Manifest">The manifest, as the plan by which it goes has it.</param>
/// <param name="Old">The old verdict; null where no policy covered the repository.</param>
/// <param name="New">The new verdict; null where no policy covers the repository.</param>
public sealed record ManifestChange(PlannedManifest Manifest, Verdict? Old, Verdict? New);
