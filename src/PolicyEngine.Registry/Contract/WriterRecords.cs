using System.Collections.Immutable;

namespace PolicyEngine.Registry.Contract;

/// <summary>A manifest that something is to be done with.</summary>
/// <param name="Digest">Its digest.</param>
/// <param name="Tags">The tags on it in the plan.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="VersionId">The package version's id (GitHub).</param>
public sealed record ManifestTarget(string Digest, ImmutableArray<string> Tags, string MediaType, long? VersionId);

/// <summary>What a repository lists.</summary>
public sealed record RepositoryListing
{
    /// <summary>Whether there is such a repository.</summary>
    public bool Exists { get; init; } = true;

    /// <summary>The tags that lead to a manifest, with its digest.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>All manifests, with the package version's id where there is one; null where untagged ones are not listed.</summary>
    public IReadOnlyDictionary<string, long?>? Manifests { get; init; }
}

/// <summary>What a look at a manifest found.</summary>
/// <param name="Exists">Whether it is there.</param>
/// <param name="Tags">The tags that are known to lead to it now.</param>
/// <param name="Arrivals">What came since the listing, all of it at each look.</param>
public sealed record ManifestLook(bool Exists, ImmutableArray<string> Tags, ImmutableArray<Arrival> Arrivals);

/// <summary>Something that came to a repository after it was listed: a manifest, or a tag on one.</summary>
/// <param name="Digest">The manifest.</param>
/// <param name="Tag">The tag, if it is one.</param>
/// <param name="Needs">The digests that it lists or mentions, and, where manifests and blobs are one store, those of its blobs.</param>
public sealed record Arrival(string Digest, string? Tag, ImmutableArray<string> Needs);

/// <summary>A manifest with its bytes, as it is kept beside the journal.</summary>
/// <param name="Target">What it is.</param>
/// <param name="Body">Its bytes, verified.</param>
public sealed record SavedManifest(ManifestTarget Target, ReadOnlyMemory<byte> Body)
{
    /// <summary>What the provider needs beside that to bring it back as it was; opaque.</summary>
    public string? Extra { get; init; }

    /// <summary>The manifests that it lists, and the blobs of a layout, that were not there even when it was.</summary>
    public ImmutableArray<string> Absent { get; init; } = [];
}

/// <summary>A limit of a registry that would be reached.</summary>
/// <param name="Wait">When it is over.</param>
/// <param name="Text">A sentence for users.</param>
public sealed record RegistryLimit(TimeSpan Wait, string Text);

/// <summary>What a registry answers to a change.</summary>
public enum WriteStatus
{
    /// <summary>Done.</summary>
    Done,

    /// <summary>There is no such thing.</summary>
    Gone,

    /// <summary>Refused by a known rule that users cannot change.</summary>
    Retained,

    /// <summary>The tag leads elsewhere now: nothing was done.</summary>
    Moved,

    /// <summary>Not carried out: the registry would take it only after the time of the run is used up.</summary>
    Postponed,

    /// <summary>Refused for this one.</summary>
    Refused,

    /// <summary>Refused for this one, and what had been done of it was undone.</summary>
    Undone,

    /// <summary>Refused for lack of a permission: for all, unless others of the repository were deleted.</summary>
    Denied,

    /// <summary>Refused for all: nothing of the kind is possible here, or not allowed.</summary>
    Impossible,

    /// <summary>Too many requests: not carried out, may come again later.</summary>
    Throttled,

    /// <summary>A failure of the registry: carried out or not, and may pass.</summary>
    Unclear,

    /// <summary>Asked for, and not found out whether it was carried out, or will be.</summary>
    Unknown,
}

/// <summary>A registry's answer to a change.</summary>
/// <param name="Status">What it is.</param>
/// <param name="Text">A sentence for users; empty where there is nothing to say.</param>
/// <param name="Wait">The wait that it asks for.</param>
public sealed record WriteResult(WriteStatus Status, string Text = "", TimeSpan? Wait = null)
{
    /// <summary>Done, and nothing to say.</summary>
    public static WriteResult Done { get; } = new(WriteStatus.Done);

    /// <summary>Gone, and nothing to say.</summary>
    public static WriteResult Gone { get; } = new(WriteStatus.Gone);
}
