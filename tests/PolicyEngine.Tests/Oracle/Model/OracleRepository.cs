namespace PolicyEngine.Tests.Oracle;

/// <summary>One repository as the snapshot file of semantics.md#files describes it, in plain strings and lists.</summary>
internal sealed record OracleRepository(string Name, IReadOnlyList<OracleManifest> Manifests)
{
    public string Registry { get; init; } = "registry.example.com";

    public string Provider { get; init; } = "oci";

    public bool Complete { get; init; } = true;
}

internal sealed record OracleManifest(string Digest)
{
    public string? MediaType { get; init; }

    public string? ArtifactType { get; init; }

    public long? Size { get; init; }

    public string? Platform { get; init; }

    public DateTimeOffset? PushedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? PulledAt { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public bool Locked { get; init; }

    /// <summary>The entries of an index; null for anything else.</summary>
    public IReadOnlyList<OracleDescriptor>? Manifests { get; init; }

    public string? Subject { get; init; }

    public IReadOnlyList<string> Mentions { get; init; } = [];

    public OracleConfig? Config { get; init; }

    public IReadOnlyList<OracleBlob> Layers { get; init; } = [];

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();
}

internal sealed record OracleDescriptor(string Digest, string? MediaType = null, long? Size = null, string? Platform = null);

internal sealed record OracleConfig(string Digest, string? MediaType, long? Size, IReadOnlyDictionary<string, string> Labels);

internal sealed record OracleBlob(string Digest, long? Size);
