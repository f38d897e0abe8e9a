namespace PolicyEngine.Selecting;

/// <summary>Where the time that an age counts from comes from (semantics.md#age).</summary>
public enum AgeSource : byte
{
    /// <summary>No source gave a time: the age is unknown.</summary>
    Unknown,

    /// <summary>When the registry received the manifest.</summary>
    Pushed,

    /// <summary>When the registry last changed its record.</summary>
    Updated,

    /// <summary>What the image says of itself: the config's <c>created</c>,
    /// or the annotation <c>org.opencontainers.image.created</c>.</summary>
    Created,

    /// <summary>The newest time of an index's present children.</summary>
    Children,
}
