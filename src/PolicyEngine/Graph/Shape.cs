using PolicyEngine.Oci;

namespace PolicyEngine.Graph;

/// <summary>What many manifests have in common; a graph holds each combination once.</summary>
internal readonly record struct Shape(ManifestKind Kind, string MediaType, string? ArtifactType, string? Platform)
{
    /// <summary>Applies the defaults: semantics.md#files for the media type, semantics.md#details for the artifact type.</summary>
    public static Shape Create(string? mediaType, string? artifactType, string? configType, string? platform, bool hasEntries)
    {
        var type = MediaTypeOrDefault(mediaType, hasEntries);
        var artifact = string.IsNullOrEmpty(artifactType) ? null : artifactType;
        if (artifact is null && !string.IsNullOrEmpty(configType) && !MediaTypes.IsImageConfig(configType))
        {
            artifact = configType;
        }

        return new Shape(KindOf(type, artifact), type, artifact, platform);
    }

    /// <summary>The media type, or what semantics.md#files takes for it.</summary>
    public static string MediaTypeOrDefault(string? mediaType, bool hasEntries) =>
        !string.IsNullOrEmpty(mediaType) ? mediaType
        : hasEntries ? MediaTypes.OciIndex
        : MediaTypes.OciManifest;

    private static ManifestKind KindOf(string mediaType, string? artifactType) =>
        MediaTypes.IsIndex(mediaType) ? ManifestKind.Index
        : artifactType is null && MediaTypes.IsImageManifest(mediaType) ? ManifestKind.Image
        : ManifestKind.Artifact;
}
