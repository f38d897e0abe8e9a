namespace PolicyEngine.Planning;

/// <summary>Why a manifest or tag is as it is, as one word that programs can rely on.</summary>
public enum VerdictKind
{
    /// <summary>A rule, or the setting <c>unmatched: delete</c>, deletes or untags it.</summary>
    Condemned,

    /// <summary>It is deleted with what reaches it.</summary>
    Follows,

    /// <summary>A delete rule spares it: it is among those that a count or a quota leaves.</summary>
    Spared,

    /// <summary>A delete rule selects it and leaves it out: too young, or not known well enough.</summary>
    LeftOut,

    /// <summary>A keep rule keeps it.</summary>
    Kept,

    /// <summary>A protection holds it.</summary>
    Protected,

    /// <summary>A protection holds it, as something uses it.</summary>
    InUse,

    /// <summary>Something that is kept needs it.</summary>
    Needed,

    /// <summary>It is inside the grace period.</summary>
    Grace,

    /// <summary>A rule would delete it, but its age is unknown.</summary>
    UnknownAge,

    /// <summary>A rule condemns some of its tags, and others stay.</summary>
    PartlyMatched,

    /// <summary>No rule decides about it.</summary>
    Unmatched,

    /// <summary>The registry refuses to delete the last tagged version of a package.</summary>
    LastTagged,

    /// <summary>The registry has locked it.</summary>
    Locked,

    /// <summary>It, or something that may need it, has not been read.</summary>
    Unread,

    /// <summary>The plan of its repository is incomplete or refused, or no policy covers it.</summary>
    NotPlanned,
}
