namespace PolicyEngine.Registry.Contract;

/// <summary>What reading a repository will cost, told before it is paid: first
/// for the listing, then for what is read after it. Immutable.</summary>
/// <remarks>An estimate: untagged images and what the decision asks for later are not in it.</remarks>
public sealed record ReadEstimate
{
    /// <summary>The repository with its registry, as users name it; a pattern where it is for several.</summary>
    public required string Repository { get; init; }

    /// <summary>Whether the list of versions is still to be read; else the manifests are.</summary>
    public bool IsListing { get; init; }

    /// <summary>The number of repositories, where it is for several.</summary>
    public int? Packages { get; init; }

    /// <summary>The number of versions.</summary>
    public required int Versions { get; init; }

    /// <summary>The requests to come.</summary>
    public required int Requests { get; init; }

    /// <summary>The manifests that are in the cache and need no request.</summary>
    public int Cached { get; init; }

    /// <summary>The requests that the API allows until <see cref="Reset"/>; null where it does not say, or is not asked.</summary>
    public int? Remaining { get; init; }

    /// <summary>When the API allows more, in words.</summary>
    public string? Reset { get; init; }

    /// <summary>The time that it will take at the speed seen so far.</summary>
    public TimeSpan Duration { get; init; }
}
