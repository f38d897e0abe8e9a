namespace PolicyEngine.Explaining;

/// <summary>What a plan does with a manifest: the list of the plan that it is in.</summary>
public enum Fate
{
    /// <summary>It stays.</summary>
    Keep,

    /// <summary>It is deleted.</summary>
    Delete,

    /// <summary>The policy would delete it, but the registry is known to refuse.</summary>
    Retain,
}

/// <summary>What a plan does with a tag.</summary>
public enum TagFate
{
    /// <summary>No rule drops it.</summary>
    Stays,

    /// <summary>It is dropped, but its image stays, and it with it.</summary>
    HeldByImage,

    /// <summary>It is removed from its image, which is kept.</summary>
    ComesOff,

    /// <summary>It goes with its image.</summary>
    GoesWithImage,
}
