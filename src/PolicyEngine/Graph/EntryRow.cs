namespace PolicyEngine.Graph;

/// <summary>An entry of an index while a graph is built. The source is a row, the
/// target an occurrence of a digest; strings are ids of the builder's pool.</summary>
internal readonly record struct EntryRow(
    long Size,
    int Source,
    int Target,
    int MediaType,
    int ArtifactType,
    int Platform,
    bool IsBlob,
    bool IsAttestation
);
