using System.Collections.Immutable;
using PolicyEngine.Oci;
using PolicyEngine.Planning;

namespace PolicyEngine.Explaining;

/// <summary>How a reference was understood.</summary>
public enum ReferenceMatch
{
    /// <summary>It is a user tag.</summary>
    Tag,

    /// <summary>It is a referrer tag (semantics.md#the-digest-graph).</summary>
    ReferrerTag,

    /// <summary>It is the digest of a manifest, or the beginning of exactly one.</summary>
    Digest,

    /// <summary>It is a digest that is referred to, but missing.</summary>
    Missing,

    /// <summary>It is a tag that the registry lists and that leads to nothing.</summary>
    DanglingTag,

    /// <summary>It is the beginning of several digests.</summary>
    Ambiguous,

    /// <summary>It is nothing here.</summary>
    NotFound,
}

/// <summary>Why one tag or digest of a repository is as it is. Immutable.</summary>
public sealed record Explanation
{
    /// <summary>What was asked for.</summary>
    public required string Reference { get; init; }

    /// <summary>The repository.</summary>
    public required RepositoryInfo Info { get; init; }

    /// <summary>The time that ages count to, UTC.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Whether the repository's plan may be carried out; null where
    /// no policy covers the repository, so that everything stays.</summary>
    public required PlanStatus? Status { get; init; }

    /// <summary>Why not, when it is not planned.</summary>
    public string? Reason { get; init; }

    /// <summary>The place in a policy that <see cref="Reason"/> is about, <c>path:line:column</c>, if there is one.</summary>
    public string? ReasonSource { get; init; }

    /// <summary>How <see cref="Reference"/> was understood.</summary>
    public required ReferenceMatch Match { get; init; }

    /// <summary>One or two sentences where <see cref="Subject"/> is null: what is wrong with the reference.</summary>
    public string? Problem { get; init; }

    /// <summary>The first manifests that an ambiguous reference may mean, or that refer to a missing one.</summary>
    public ImmutableArray<ExplainedRelative> Candidates { get; init; } = [];

    /// <summary>The number of all of them.</summary>
    public int CandidateCount { get; init; }

    /// <summary>The manifest that it means; null where it does not mean one.</summary>
    public ExplainedManifest? Subject { get; init; }
}

/// <summary>Why one manifest is as it is. Immutable.</summary>
public sealed record ExplainedManifest
{
    /// <summary>The greatest number of relatives in a list of an explanation.</summary>
    public const int MostRelatives = 50;

    /// <summary>The row of the plan, verdict and paths included.</summary>
    public required PlannedManifest Row { get; init; }

    /// <summary>The bytes of it and of all that it reaches, each blob once; 0
    /// where unknown, and the least where not all of it has been read.</summary>
    public long ReachedSize { get; init; }

    /// <summary>Whether something that it reaches has not been read, so that <see cref="ReachedSize"/> may be too small.</summary>
    public bool ReachesUnread { get; init; }

    /// <summary>The list of the plan that it is in.</summary>
    public required Fate Fate { get; init; }

    /// <summary>What would become of it if the plan were not refused by a limit; null where that is not the case.</summary>
    public (Fate Fate, Verdict Verdict)? Unlimited { get; init; }

    /// <summary>Whether its document was not read, so that it stays.</summary>
    public bool IsUnread { get; init; }

    /// <summary>Whether the registry has locked it.</summary>
    public bool IsLocked { get; init; }

    /// <summary>Whether it is an orphaned referrer.</summary>
    public bool IsOrphan { get; init; }

    /// <summary>The number of its children; 0 where it is not an index.</summary>
    public int ChildCount { get; init; }

    /// <summary>How many of its children are missing.</summary>
    public int MissingChildCount { get; init; }

    /// <summary>Its user tags in ordinal order.</summary>
    public ImmutableArray<ExplainedTag> Tags { get; init; } = [];

    /// <summary>What each rule in force says, in the order of the policies;
    /// empty for what is not a root, since rules look at roots.</summary>
    public ImmutableArray<ExplainedRule> Rules { get; init; } = [];

    /// <summary>The protections that hold it, or hold what it is a piece of.</summary>
    public ImmutableArray<ExplainedProtection> Protections { get; init; } = [];

    /// <summary>The grace period; null where no policy was evaluated.</summary>
    public ExplainedGrace? Grace { get; init; }

    /// <summary>The first other roots that reach it, ascending by digest.</summary>
    public ImmutableArray<ExplainedRelative> Roots { get; init; } = [];

    /// <summary>The number of all of them.</summary>
    public int RootCount { get; init; }

    /// <summary>The first of what it reaches, missing children last: what is deleted or stays with it.</summary>
    public ImmutableArray<ExplainedRelative> Pieces { get; init; } = [];

    /// <summary>The number of all of them.</summary>
    public int PieceCount { get; init; }

    /// <summary>
    /// What would have to change for the opposite. Of what is kept or is retained: all that holds it; it does not go while any of
    /// it does. (Not promised: that it goes then. What was protected takes up a place in counts once it no longer is.) Of what is
    /// deleted: changes each of which would keep it. Empty where no policy was evaluated, or the repository is not planned.
    /// </summary>
    public ImmutableArray<OppositeCondition> Opposite { get; init; } = [];

    /// <summary>
    /// Of what is kept: a time at which this policy deletes it if nothing but time changes,
    /// found by planning at that time; null where waiting alone is not known to be enough.
    /// </summary>
    public DateTimeOffset? GoesAt { get; init; }
}

/// <summary>Something that holds a manifest, or would.</summary>
/// <param name="Text">One sentence.</param>
/// <param name="Source">The place in a policy, <c>path:line:column</c>, if it is about one.</param>
/// <param name="Until">The last moment at which it holds, if time alone ends it.</param>
public sealed record OppositeCondition(string Text, string? Source = null, DateTimeOffset? Until = null);
