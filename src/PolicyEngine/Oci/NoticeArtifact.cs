namespace PolicyEngine.Oci;

/// <summary>How announcements are kept in a repository (semantics.md#announcing): as an artifact under a tag of its own, which is not an
/// image, so that no rule matches it and no limit counts it.</summary>
public static class NoticeArtifact
{
    /// <summary>The tag.</summary>
    public const string Tag = "policyengine-notice";

    /// <summary>The artifact type, which is the media type of its one layer too.</summary>
    public const string ArtifactType = "application/vnd.policyengine.notice.v1+json";

    /// <summary>Whether a manifest is a notice, whatever tags it has.</summary>
    /// <param name="mediaType">Its media type.</param>
    /// <param name="artifactType">Its artifact type.</param>
    /// <param name="hasSubject">Whether it refers to another manifest.</param>
    internal static bool Is(string? mediaType, string? artifactType, bool hasSubject) =>
        !hasSubject
        && string.Equals(artifactType, ArtifactType, StringComparison.Ordinal)
        && MediaTypes.AreSame(mediaType, MediaTypes.OciManifest);
}
