namespace PolicyEngine.Graph;

/// <summary>The media types that decide what a document is (OCI image-spec 1.1, media-types.md; Docker image manifest v2).</summary>
public static class MediaTypes
{
    /// <summary>An OCI image index.</summary>
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";

    /// <summary>An OCI image manifest.</summary>
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>A Docker manifest list.</summary>
    public const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";

    /// <summary>A Docker image manifest, schema 2.</summary>
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";

    /// <summary>A Docker image manifest, schema 1, unsigned.</summary>
    public const string DockerSchema1 = "application/vnd.docker.distribution.manifest.v1+json";

    /// <summary>A Docker image manifest, schema 1, signed.</summary>
    public const string DockerSchema1Signed = "application/vnd.docker.distribution.manifest.v1+prettyjws";

    /// <summary>An OCI artifact manifest (deprecated).</summary>
    public const string OciArtifact = "application/vnd.oci.artifact.manifest.v1+json";

    /// <summary>An ORAS artifact manifest.</summary>
    public const string OrasArtifact = "application/vnd.cncf.oras.artifact.manifest.v1+json";

    /// <summary>The config of an OCI image.</summary>
    public const string OciImageConfig = "application/vnd.oci.image.config.v1+json";

    /// <summary>The config of a Docker image.</summary>
    public const string DockerImageConfig = "application/vnd.docker.container.image.v1+json";

    /// <summary>Whether documents of this type list other manifests.</summary>
    public static bool IsIndex(string mediaType) => mediaType is OciIndex or DockerList;

    /// <summary>Whether documents of this type are image manifests.</summary>
    public static bool IsImage(string mediaType) => mediaType is OciManifest or DockerManifest or DockerSchema1 or DockerSchema1Signed;

    /// <summary>Whether this is a type of manifests at all. An entry of an index of any other type is a blob (SPEC 1.4).</summary>
    public static bool IsManifest(string mediaType) => IsIndex(mediaType) || IsImage(mediaType) || mediaType is OciArtifact or OrasArtifact;

    /// <summary>Whether this is the config of an image that runs, and so says nothing of an artifact's type.</summary>
    public static bool IsImageConfig(string mediaType) => mediaType is OciImageConfig or DockerImageConfig;
}
