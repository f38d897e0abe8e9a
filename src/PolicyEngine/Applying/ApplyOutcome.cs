namespace PolicyEngine.Applying;

/// <summary>What came of one step of a plan.</summary>
public enum ApplyOutcome
{
    /// <summary>Done: deleted, or the tag removed.</summary>
    Done,

    /// <summary>It was gone already: by an earlier run, or by somebody else.</summary>
    AlreadyGone,

    /// <summary>What a restore would bring back is there already.</summary>
    AlreadyThere,

    /// <summary>The registry refuses by its own known rules (last tagged version, too many downloads). No failure.</summary>
    Retained,

    /// <summary>It should have been done and was not.</summary>
    Failed,

    /// <summary>It stays because the repository changed, or because what refers to it stays.</summary>
    Spared,

    /// <summary>Its turn did not come: a budget was used up, or the run was cancelled.</summary>
    NotAttempted,
}

/// <summary>What a step of a plan does.</summary>
public enum ApplyAction
{
    /// <summary>Deletes a manifest, with its tags.</summary>
    Delete,

    /// <summary>Takes a tag off an image that is kept.</summary>
    Untag,

    /// <summary>Deletes a whole package.</summary>
    DeletePackage,

    /// <summary>Brings a manifest back.</summary>
    Restore,

    /// <summary>Puts a tag back.</summary>
    Tag,
}
