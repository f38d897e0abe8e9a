using System.Collections.Immutable;
using PolicyEngine.Announcing;
using PolicyEngine.Evaluation;
using PolicyEngine.Graph;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;

namespace PolicyEngine.Planning;

/// <summary>Why a manifest or a tag is as it is: what was decided, with its
/// data and without a word of a sentence. A closed set. Immutable.</summary>
/// <param name="Kind">Why, as programs are told.</param>
internal abstract record Reason(VerdictKind Kind)
{
    /// <summary>An earlier run began to delete its image.</summary>
    internal sealed record Leftover(BegunPart Part) : Reason(VerdictKind.Condemned);

    /// <summary>A rule speaks of it: it deletes, spares, keeps it or leaves it out.</summary>
    internal sealed record ByRule(VerdictKind Kind, Rule Rule, Reading Reading, NodeId Node) : Reason(Kind);

    /// <summary>A rule removes the tag.</summary>
    internal sealed record UntaggedByRule(Rule Rule, Reading Reading, NodeId Node) : Reason(VerdictKind.Condemned);

    /// <summary>The setting <c>unmatched: delete</c> deletes it.</summary>
    internal sealed record UnmatchedDeleted(bool KeepRuleSelects) : Reason(VerdictKind.Condemned);

    /// <summary>It is deleted with a root.</summary>
    internal sealed record DeletedWith(NodeId Root, Reason OfRoot) : Reason(VerdictKind.Follows);

    /// <summary>The registry refuses to delete it.</summary>
    internal sealed record Retained(bool IsLocked, Reason Otherwise) : Reason(IsLocked ? VerdictKind.Locked : VerdictKind.LastTagged);

    /// <summary>A protection holds it.</summary>
    internal sealed record ProtectedBy(Protection Protection, NodeId Node)
        : Reason(Protection.InUse is null ? VerdictKind.Protected : VerdictKind.InUse);

    /// <summary>A referrer that is kept needs it, since the registry deletes referrers with their subject.</summary>
    internal sealed record NeededByReferrer(NodeId Referrer) : Reason(VerdictKind.Needed);

    /// <summary>Something that is kept needs it.</summary>
    internal sealed record NeededBy(NodeId Owner) : Reason(VerdictKind.Needed);

    /// <summary>Its own document has not been read.</summary>
    internal sealed record NotRead(NodeId Node) : Reason(VerdictKind.Unread);

    /// <summary>Something that was not read may need it.</summary>
    internal sealed record MayBeNeeded() : Reason(VerdictKind.Unread);

    /// <summary>It would be deleted, but its age is unknown: it could be inside the grace period.</summary>
    internal sealed record UnknownAge() : Reason(VerdictKind.UnknownAge);

    /// <summary>A rule condemns it, and its deletion is announced and not due.</summary>
    internal sealed record Announced(Reason OfGoing, Announcement Announcement) : Reason(VerdictKind.Grace);

    /// <summary>It is inside the grace period.</summary>
    internal sealed record InGrace(VerdictKind Kind, NodeId Node) : Reason(Kind);

    /// <summary>A rule drops some of its tags, and others are kept.</summary>
    internal sealed record PartlyMatched(Rule Rule, ImmutableArray<TagId> Condemned, ImmutableArray<TagId> Holding)
        : Reason(VerdictKind.PartlyMatched);

    /// <summary>A notice of announced deletions, which no rule matches.</summary>
    internal sealed record Notice(VerdictKind Kind, bool IsCurrent) : Reason(Kind);

    /// <summary>An orphaned referrer that no rule deletes.</summary>
    internal sealed record OrphanKept() : Reason(VerdictKind.Unmatched);

    /// <summary>No rule decides about it.</summary>
    internal sealed record Unmatched(bool KeepRuleSelects, string? DisabledRule) : Reason(VerdictKind.Unmatched);
}

/// <summary>What the criteria of a rule say of an image. A closed set. Immutable.</summary>
internal abstract record Reading
{
    private Reading() { }

    /// <summary>Its age is unknown.</summary>
    internal sealed record AgeUnknown : Reading;

    /// <summary>It is not known whether the rule selects it.</summary>
    internal sealed record SelectedPerhaps : Reading;

    /// <summary>It has no key to order it by.</summary>
    internal sealed record NoKey(RankBy OrderBy) : Reading;

    /// <summary>The rule has no criteria.</summary>
    internal sealed record All : Reading;

    /// <summary>The rule has no criteria, and selects it since all ends that it states have passed.</summary>
    internal sealed record Ended(DateTimeOffset Latest) : Reading;

    /// <summary>It shares the place of another image.</summary>
    internal sealed record SharedPlace(NodeId Leader, Reading OfPlace) : Reading;

    /// <summary>Each criterion, with what it says of the image.</summary>
    internal sealed record Measured(ImmutableArray<Measure> Measures) : Reading;
}

/// <summary>What one criterion says of an image. Immutable.</summary>
/// <param name="Criterion">The criterion.</param>
/// <param name="Holds">Whether it holds.</param>
/// <param name="Node">The image whose age or pull it looks at.</param>
/// <param name="Ranks">The places of the image; null where the criterion does not count.</param>
/// <param name="Calendar">Its places in the calendar; null where the criterion does not go by it.</param>
internal sealed record Measure(
    BoundCriterion Criterion,
    bool Holds,
    NodeId Node,
    IReadOnlyList<(string Group, int Rank, int Count)>? Ranks,
    IReadOnlyList<CalendarPlace>? Calendar = null
);
