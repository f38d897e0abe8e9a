using System.Collections.Immutable;

namespace PolicyEngine.Oci;

/// <summary>The media types of the OCI image-spec 1.1 and of Docker, and what they are. Thread-safe.</summary>
/// <remarks>Comparing ignores case and parameters (<c>; charset=utf-8</c>), as
/// RFC 9110 section 8.3.1 wants. Null and unknown types are nothing.</remarks>
public static class MediaTypes
{
    /// <summary>OCI image index.</summary>
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";

    /// <summary>OCI image manifest.</summary>
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>OCI artifact manifest: in release candidates of the image-spec only, but there are registries that hold some.</summary>
    public const string OciArtifact = "application/vnd.oci.artifact.manifest.v1+json";

    /// <summary>ORAS artifact manifest.</summary>
    public const string OrasArtifact = "application/vnd.cncf.oras.artifact.manifest.v1+json";

    /// <summary>Docker manifest list.</summary>
    public const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";

    /// <summary>Docker image manifest, schema 2.</summary>
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";

    /// <summary>Docker image manifest, schema 1, unsigned.</summary>
    public const string DockerSchema1 = "application/vnd.docker.distribution.manifest.v1+json";

    /// <summary>Docker image manifest, schema 1, signed.</summary>
    public const string DockerSchema1Signed = "application/vnd.docker.distribution.manifest.v1+prettyjws";

    /// <summary>OCI image config.</summary>
    public const string OciConfig = "application/vnd.oci.image.config.v1+json";

    /// <summary>Docker image config.</summary>
    public const string DockerConfig = "application/vnd.docker.container.image.v1+json";

    /// <summary>OCI empty descriptor: the config of an artifact that has none.</summary>
    public const string OciEmpty = "application/vnd.oci.empty.v1+json";

    /// <summary>
    /// What a request for a manifest must accept, each by its name: registries
    /// answer 404, or one platform of a list, for a type that is not named.
    /// </summary>
    public static ImmutableArray<string> AcceptManifests { get; } =
    [OciIndex, OciManifest, DockerList, DockerManifest, OciArtifact, OrasArtifact, DockerSchema1Signed, DockerSchema1];

    /// <summary>The type without its parameters and the blanks around it; null for null and for nothing.</summary>
    public static string? WithoutParameters(string? mediaType)
    {
        var end = mediaType?.IndexOf(';', StringComparison.Ordinal) ?? -1;
        var essence = (end < 0 ? mediaType : mediaType![..end])?.Trim();
        return string.IsNullOrEmpty(essence) ? null : essence;
    }

    /// <summary>Whether two types are the same.</summary>
    public static bool AreSame(string? left, string? right) =>
        string.Equals(left, right, StringComparison.Ordinal)
        || string.Equals(WithoutParameters(left), WithoutParameters(right), StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is an OCI image index or a Docker manifest list.</summary>
    public static bool IsIndex(string? mediaType) => IsOneOf(mediaType, OciIndex, DockerList);

    /// <summary>Whether it is an image manifest: OCI, or Docker schema 1 or 2.</summary>
    public static bool IsImageManifest(string? mediaType) => IsOneOf(mediaType, OciManifest, DockerManifest) || IsSchema1(mediaType);

    /// <summary>Whether it is a Docker schema 1 manifest, signed or not.</summary>
    public static bool IsSchema1(string? mediaType) => IsOneOf(mediaType, DockerSchema1, DockerSchema1Signed);

    /// <summary>Whether it is an artifact manifest: OCI's deprecated one, or that of ORAS.</summary>
    public static bool IsArtifactManifest(string? mediaType) => IsOneOf(mediaType, OciArtifact, OrasArtifact);

    /// <summary>Whether it is any manifest or index. An entry of an index with another type is a blob (BuildKit's cache exports).</summary>
    public static bool IsManifest(string? mediaType) => IsIndex(mediaType) || IsImageManifest(mediaType) || IsArtifactManifest(mediaType);

    /// <summary>Whether it is the config of a container image.</summary>
    public static bool IsImageConfig(string? mediaType) => IsOneOf(mediaType, OciConfig, DockerConfig);

    private static bool IsOneOf(string? mediaType, string first, string second) => AreSame(mediaType, first) || AreSame(mediaType, second);
}
