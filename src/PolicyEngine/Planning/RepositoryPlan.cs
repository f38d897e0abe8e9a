using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Oci;

namespace PolicyEngine.Planning;

/// <summary>Whether a repository's plan may be carried out.</summary>
public enum PlanStatus
{
    /// <summary>Planned; may be empty.</summary>
    Planned,

    /// <summary>The repository could not be read completely: nothing is deleted.</summary>
    Incomplete,

    /// <summary>A limit was exceeded, or a condition cannot be answered here: nothing is deleted.</summary>
    Refused,
}

/// <summary>The plan of one repository. Immutable. Every present manifest is in exactly
/// one of <see cref="Delete"/>, <see cref="Retain"/> and <see cref="Keep"/>.</summary>
/// <remarks>The lists may be made on the fly from a graph: enumerate them once where that is enough.</remarks>
public sealed record RepositoryPlan
{
    /// <summary>The repository.</summary>
    public required RepositoryInfo Info { get; init; }

    /// <summary>Whether it may be carried out.</summary>
    public required PlanStatus Status { get; init; }

    /// <summary>Why not, when <see cref="Status"/> is not <see cref="PlanStatus.Planned"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>The state of the repository that the plan was made from.</summary>
    public required PlanSnapshot Snapshot { get; init; }

    /// <summary>What is deleted, in the order of deletion.</summary>
    public required IReadOnlyList<PlannedManifest> Delete { get; init; }

    /// <summary>The tags that are removed from images that are kept, in ordinal order.</summary>
    public required IReadOnlyList<PlannedUntag> Untag { get; init; }

    /// <summary>What the policy would delete but the registry is known to refuse, ascending by digest.</summary>
    public required IReadOnlyList<PlannedManifest> Retain { get; init; }

    /// <summary>What is kept, ascending by digest.</summary>
    public required IReadOnlyList<PlannedManifest> Keep { get; init; }

    /// <summary>What users should know, ordered by id, digest and message.</summary>
    public required ImmutableArray<PlanFinding> Findings { get; init; }

    /// <summary>What the verifier found.</summary>
    public required PlanProof Proof { get; init; }

    /// <summary>Bytes: each blob and manifest counted once.</summary>
    public required PlanBytes Bytes { get; init; }

    /// <summary>Whether the whole package is deleted instead of its versions (<c>delete-empty</c> on ghcr).</summary>
    public bool DeletesPackage { get; init; }

    /// <summary>The number of images that somebody approved to delete (<c>--allow-limit</c>),
    /// where the plan is over a limit; else null. It stays bound to that number.</summary>
    public int? Approved { get; init; }

    /// <summary>
    /// What rules condemn where deletions are announced first, due or not; null where that was not asked, or not found out.
    /// </summary>
    public ImmutableArray<AnnouncedChange>? Announced { get; init; }

    /// <summary>The plan that it would have been, where a limit refused it; else null. It is shown, and never carried out.</summary>
    public ProposedPlan? Proposed { get; init; }
}

/// <summary>What would happen to a repository, had no limit refused its plan (semantics.md#limits).
/// Every present manifest is in exactly one of the three lists of manifests.</summary>
/// <param name="Delete">What would be deleted, in the order of deletion.</param>
/// <param name="Untag">The tags that would be removed from images that are kept, in ordinal order.</param>
/// <param name="Retain">What the registry is known to refuse, ascending by digest.</param>
/// <param name="Keep">What would be kept, ascending by digest.</param>
/// <param name="Bytes">The bytes: each blob and manifest counted once.</param>
public sealed record ProposedPlan(
    IReadOnlyList<PlannedManifest> Delete,
    IReadOnlyList<PlannedUntag> Untag,
    IReadOnlyList<PlannedManifest> Retain,
    IReadOnlyList<PlannedManifest> Keep,
    PlanBytes Bytes
)
{
    /// <summary>The limits that it exceeds; empty in plans of former versions, which did not say it.</summary>
    public ImmutableArray<ExceededLimit> Limits { get; init; } = [];

    /// <summary>Whether the whole package would be deleted instead of its versions.</summary>
    public bool DeletesPackage { get; init; }
}

/// <summary>The state that a plan was made from.</summary>
/// <param name="Sha256">The graph's fingerprint, lower-case hex.</param>
/// <param name="Manifests">The number of present manifests.</param>
/// <param name="Tags">The number of tags, referrer tags included.</param>
/// <param name="TakenAt">When it was taken.</param>
public sealed record PlanSnapshot(string Sha256, int Manifests, int Tags, DateTimeOffset? TakenAt)
{
    /// <summary>The facts that rules and protections of the repository go by, ordered by kind and source.</summary>
    public ImmutableArray<PlanFacts> Facts { get; init; } = [];
}

/// <summary>Facts that a plan was made with.</summary>
/// <param name="Kind">The kind, as policies name it.</param>
/// <param name="Source">Who said it.</param>
/// <param name="TakenAt">When.</param>
/// <param name="Sha256">The SHA-256 of what was said, in lower-case hex.</param>
public sealed record PlanFacts(string Kind, string Source, DateTimeOffset TakenAt, string Sha256);

/// <summary>What the verifier found by its own reading of the graph.</summary>
/// <param name="KeptTags">The tags that are kept, referrer tags included.</param>
/// <param name="KeptManifests">The manifests that are kept.</param>
/// <param name="DanglingAfter">Pieces (children, referrers) of kept manifests that would be deleted: 0, or the plan is refused.</param>
public sealed record PlanProof(int KeptTags, int KeptManifests, int DanglingAfter);

/// <summary>Bytes of a plan.</summary>
/// <param name="Deleted">All that the deleted manifests consist of, each blob once.</param>
/// <param name="Reclaimed">The part of it that nothing kept uses.</param>
public sealed record PlanBytes(long Deleted, long Reclaimed);

/// <summary>Something users should know about a repository.</summary>
/// <param name="Id">The diagnostic id.</param>
/// <param name="Severity">Its severity.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Digest">The manifest it is about, if one.</param>
/// <param name="Source">The place in a policy it is about (<c>path:line:column</c>), if one.</param>
public sealed record PlanFinding(string Id, DiagnosticSeverity Severity, string Message, string? Digest = null, string? Source = null)
{
    /// <summary>Whether the repository is not planned because of it.</summary>
    public bool Decides { get; init; }
}
