using System.Collections.Immutable;
using PolicyEngine.Oci;
using PolicyEngine.Planning;

namespace PolicyEngine.Applying;

/// <summary>What an apply, or a restore, did. Immutable.</summary>
public sealed record ApplyReport
{
    /// <summary>The repositories, in the order of the plan.</summary>
    public required ImmutableArray<RepositoryApplyReport> Repositories { get; init; }

    /// <summary>Whether it was cancelled before its end.</summary>
    public bool Cancelled { get; init; }

    /// <summary>Whether something was left undone that should have been done (semantics.md#applying, exit code 4).</summary>
    public bool LeftUndone => Repositories.Any(r => r.Status == ApplyStatus.Failed || r.Count(ApplyOutcome.Failed) > 0);

    /// <summary>Whether a plan was stale or refused, or something that is kept lost a piece (semantics.md#applying, exit code 1).</summary>
    public bool CheckFailed => Repositories.Any(r => r.Status is ApplyStatus.Stale or ApplyStatus.Refused || r.Proof is { IsWhole: false });

    /// <summary>Whether a repository had not been read completely when it was planned (semantics.md#applying, exit code 3).</summary>
    public bool Incomplete => Repositories.Any(r => r.Status == ApplyStatus.Incomplete);

    /// <summary>The number of steps with an outcome, over all repositories.</summary>
    public int Count(ApplyOutcome outcome) => Repositories.Sum(r => r.Count(outcome));
}

/// <summary>How the apply of one repository ended.</summary>
public enum ApplyStatus
{
    /// <summary>Carried out as far as its steps say.</summary>
    Applied,

    /// <summary>The repository is not as it was planned for: nothing was done.</summary>
    Stale,

    /// <summary>The plan was refused by a limit: nothing was done.</summary>
    Refused,

    /// <summary>The repository had not been read completely: nothing was done.</summary>
    Incomplete,

    /// <summary>It could not be carried out: locked, not readable, or not recordable.</summary>
    Failed,
}

/// <summary>What was done in one repository. Immutable.</summary>
public sealed record RepositoryApplyReport
{
    /// <summary>How users name it: <c>registry/name</c>.</summary>
    public required string Repository { get; init; }

    /// <summary>How it ended.</summary>
    public required ApplyStatus Status { get; init; }

    /// <summary>Why, when <see cref="Status"/> is not <see cref="ApplyStatus.Applied"/>; one or more sentences.</summary>
    public string? Reason { get; init; }

    /// <summary>What changed since the plan was made, a sentence each, in ordinal order.</summary>
    public ImmutableArray<string> Changes { get; init; } = [];

    /// <summary>The steps, in the order of the plan.</summary>
    public ImmutableArray<AppliedStep> Steps { get; init; } = [];

    /// <summary>Things users should know that belong to no step.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>What the plan's verifier had proven before.</summary>
    public PlanProof? ProofBefore { get; init; }

    /// <summary>What was found after it; null where nothing was done or it could not be looked at.</summary>
    public ApplyProof? Proof { get; init; }

    /// <summary>The bytes that the plan expects to be reclaimed when everything is done.</summary>
    public long PlannedBytes { get; init; }

    /// <summary>
    /// The bytes that are free by what is gone of the plan, by this run or an earlier one: all that was planned
    /// when all of it is gone, else what is free at least. Registries free them by their own garbage collection.
    /// </summary>
    public long ReclaimedBytes { get; init; }

    /// <summary>Whether <see cref="ReclaimedBytes"/> is exact.</summary>
    public bool IsReclaimedExact { get; init; } = true;

    /// <summary>The number of steps with an outcome.</summary>
    public int Count(ApplyOutcome outcome) => Steps.Count(step => step.Outcome == outcome);
}

/// <summary>One step and what came of it.</summary>
/// <param name="Action">What it does.</param>
/// <param name="Digest">The manifest.</param>
/// <param name="Tags">The tags on it in the plan, or the one that is removed.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Text">One or more sentences; empty where there is nothing to say.</param>
public sealed record AppliedStep(ApplyAction Action, string Digest, ImmutableArray<string> Tags, ApplyOutcome Outcome, string Text)
{
    /// <summary>Whether it shares the fate of the image that it is a part of, so that reports for people tell of the image alone.</summary>
    public bool FollowsImage { get; init; }

    /// <summary>The deletion of a planned manifest.</summary>
    /// <param name="row">The manifest.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="text">One or more sentences; empty where there is nothing to say.</param>
    /// <param name="isOwn">Whether the text is about this manifest and not about an image that it is a part of.</param>
    public static AppliedStep OfDeletion(PlannedManifest row, ApplyOutcome outcome, string text, bool isOwn = false)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new AppliedStep(ApplyAction.Delete, row.Digest, row.Tags, outcome, text)
        {
            FollowsImage =
                row.Role != ManifestRole.Root
                && outcome is not (ApplyOutcome.Failed or ApplyOutcome.Retained)
                && !(isOwn && outcome is ApplyOutcome.Spared or ApplyOutcome.NotAttempted),
        };
    }
}

/// <summary>What was found after an apply: whether everything that is kept is whole.</summary>
/// <param name="KeptManifests">The kept manifests that were found.</param>
/// <param name="KeptTags">The kept tags that were found on the right manifest.</param>
/// <param name="Missing">The manifests that should have stayed and are not there, ascending.</param>
/// <param name="LostTags">The tags that should have stayed and are not there,
/// ordinal. One that leads elsewhere now is a note of its repository.</param>
public sealed record ApplyProof(int KeptManifests, int KeptTags, ImmutableArray<string> Missing, ImmutableArray<string> LostTags)
{
    /// <summary>Whether nothing is missing.</summary>
    public bool IsWhole => Missing.IsEmpty && LostTags.IsEmpty;
}
