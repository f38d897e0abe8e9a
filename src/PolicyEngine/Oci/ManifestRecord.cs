using System.Collections.Immutable;

namespace PolicyEngine.Oci;

/// <summary>One manifest or index of a repository as a source delivers it: a row of the snapshot file.</summary>
/// <remarks>
/// Short-lived: <c>DigestGraphBuilder</c> copies what it needs into flat columns. Times are UTC. A missing <see cref="MediaType"/>
/// means an OCI index if <see cref="Manifests"/> is not null, else an OCI image manifest.
/// </remarks>
public sealed record ManifestRecord
{
    /// <summary>The digest, <c>algorithm:encoded</c>.</summary>
    public required string Digest { get; init; }

    /// <summary>The media type of the document.</summary>
    public string? MediaType { get; init; }

    /// <summary>The artifact type as the document states it.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>The size of the document in bytes.</summary>
    public long? Size { get; init; }

    /// <summary>The image's own platform, <c>os/arch[/variant]</c>.</summary>
    public string? Platform { get; init; }

    /// <summary>When the registry received it first.</summary>
    public DateTimeOffset? PushedAt { get; init; }

    /// <summary>When the registry last changed its record.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>What the image itself says: the config's <c>created</c>. Author-controlled.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The last pull that the registry knows of.</summary>
    public DateTimeOffset? PulledAt { get; init; }

    /// <summary>All tags on the digest, of users and of referrers alike, in any order.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>The id of the package version (GitHub).</summary>
    public long? VersionId { get; init; }

    /// <summary>Whether the registry refuses to delete it.</summary>
    public bool Locked { get; init; }

    /// <summary>Whether the document itself has not been read: its edges are unknown, so it is never condemned.</summary>
    public bool Unread { get; init; }

    /// <summary>The entries of an index; null for anything else.</summary>
    public ImmutableArray<DescriptorRecord>? Manifests { get; init; }

    /// <summary>The digest of the <c>subject</c>.</summary>
    public string? Subject { get; init; }

    /// <summary>The digests found in a document of an unknown type.</summary>
    public ImmutableArray<string> Mentions { get; init; } = [];

    /// <summary>The config of an image manifest.</summary>
    public ConfigRecord? Config { get; init; }

    /// <summary>The layers of an image manifest, or the blobs of an artifact manifest.</summary>
    public ImmutableArray<BlobRecord> Layers { get; init; } = [];

    /// <summary>The annotations of the document.</summary>
    public ImmutableSortedDictionary<string, string> Annotations { get; init; } = NoValues;

    /// <summary>
    /// The digests of what an image was built of, as the provenance that the manifest carries names them, where that was read.
    /// </summary>
    public ImmutableArray<string> Materials { get; init; } = [];

    /// <summary>Whether the manifest carries more provenance than is read, so that nobody knows what it was built of.</summary>
    public bool MaterialsUnread { get; init; }

    /// <summary>The digests of the blobs in which the manifest carries provenance, or may. Not part of snapshots.</summary>
    public ImmutableArray<string> Provenance { get; init; } = [];

    /// <summary>An empty map with ordinal order.</summary>
    public static ImmutableSortedDictionary<string, string> NoValues { get; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}

/// <summary>An entry of an index (OCI image index, <c>manifests[]</c>).</summary>
public sealed record DescriptorRecord
{
    /// <summary>The digest of the entry.</summary>
    public required string Digest { get; init; }

    /// <summary>The media type that the index gives.</summary>
    public string? MediaType { get; init; }

    /// <summary>The artifact type that the index gives.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>The size of the document in bytes that the index gives.</summary>
    public long? Size { get; init; }

    /// <summary>The platform, <c>os/arch[/variant]</c>.</summary>
    public string? Platform { get; init; }

    /// <summary>The annotations of the entry.</summary>
    public ImmutableSortedDictionary<string, string> Annotations { get; init; } = ManifestRecord.NoValues;
}

/// <summary>The config descriptor of an image manifest, with the labels of the config where it was read.</summary>
public sealed record ConfigRecord
{
    /// <summary>The digest of the config.</summary>
    public string? Digest { get; init; }

    /// <summary>The media type of the config.</summary>
    public string? MediaType { get; init; }

    /// <summary>The size of the config in bytes.</summary>
    public long? Size { get; init; }

    /// <summary>The labels of an image config.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ManifestRecord.NoValues;
}

/// <summary>A layer or another blob.</summary>
/// <param name="Digest">Its digest.</param>
/// <param name="Size">Its size in bytes.</param>
public sealed record BlobRecord(string Digest, long? Size);
