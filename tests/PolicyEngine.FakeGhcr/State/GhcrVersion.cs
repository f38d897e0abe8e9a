namespace PolicyEngine.Fakes;

/// <summary>A version of a container package: one manifest.</summary>
public sealed class GhcrVersion
{
    public required long Id { get; init; }

    public required string Digest { get; init; }

    public required byte[] Body { get; init; }

    public required string MediaType { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public List<string> Tags { get; } = [];

    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>Every GET of the manifest counts as one.</summary>
    public int Downloads { get; set; }

    /// <summary>Listed, though the registry answers 404.</summary>
    public bool Gone { get; set; }

    /// <summary>What the registry sends in place of <see cref="Body"/>.</summary>
    public byte[]? Served { get; set; }
}
