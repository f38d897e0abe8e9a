using PolicyEngine.Oci;

namespace PolicyEngine.Graph;

/// <summary>An entry of an index.</summary>
internal readonly record struct EntryDraft
{
    private const string UnknownPlatform = "unknown/unknown";

    public required DigestText Digest { get; init; }

    public required int MediaType { get; init; }

    public required int ArtifactType { get; init; }

    public required int Platform { get; init; }

    public required long Size { get; init; }

    public required EntryAnnotations Annotations { get; init; }

    /// <summary>Whether it says that it is an attestation.</summary>
    public bool IsAttestation(StringPool texts) =>
        Annotations.IsAttestation || string.Equals(texts[Platform], UnknownPlatform, StringComparison.Ordinal);
}

/// <summary>What counts of the annotations of an entry.</summary>
internal readonly record struct EntryAnnotations
{
    private const string ReferenceTypeKey = "vnd.docker.reference.type";
    private const string AttestationType = "attestation-manifest";

    private string? BaseDigest { get; init; }

    private string? BaseName { get; init; }

    public bool IsAttestation { get; private init; }

    /// <summary>What it names as its base: a digest, or else a name.</summary>
    public string? Base => BaseDigest is { Length: > 0 } && Digest.TryParse(BaseDigest.AsSpan().Trim(), out _) ? BaseDigest : BaseName;

    /// <summary>Whether a value counts.</summary>
    public static bool Wants(string key) => key is ReferenceTypeKey or BaseKeys.Digest or BaseKeys.Name;

    public EntryAnnotations With(string key, string value) =>
        key switch
        {
            ReferenceTypeKey => this with { IsAttestation = value is AttestationType },
            BaseKeys.Digest => this with { BaseDigest = value },
            BaseKeys.Name => this with { BaseName = value },
            _ => this,
        };
}
