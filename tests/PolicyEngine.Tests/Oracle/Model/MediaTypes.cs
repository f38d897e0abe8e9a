namespace PolicyEngine.Tests.Oracle;

internal static class MediaTypes
{
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    public const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    public const string OciArtifact = "application/vnd.oci.artifact.manifest.v1+json";
    public const string OciConfig = "application/vnd.oci.image.config.v1+json";
    public const string DockerConfig = "application/vnd.docker.container.image.v1+json";
    public const string Layer = "application/vnd.oci.image.layer.v1.tar+gzip";

    public static readonly string[] Indexes = [OciIndex, DockerList];

    public static readonly string[] ImageConfigs = [OciConfig, DockerConfig];

    public static readonly string[] Manifests =
    [
        OciIndex,
        OciManifest,
        DockerList,
        DockerManifest,
        OciArtifact,
        "application/vnd.docker.distribution.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v1+prettyjws",
        "application/vnd.cncf.oras.artifact.manifest.v1+json",
    ];
}
