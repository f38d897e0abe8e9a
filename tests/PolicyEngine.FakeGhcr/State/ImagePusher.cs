using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PolicyEngine.Fakes;

/// <summary>Pushes images as buildx does: platforms, their attestations, then the index. Deterministic by the name of an image.</summary>
public static class ImagePusher
{
    public const string IndexType = "application/vnd.oci.image.index.v1+json";
    public const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    public const string ConfigType = "application/vnd.oci.image.config.v1+json";

    private static readonly string[] Platforms =
    [
        """{"architecture":"amd64","os":"linux"}""",
        """{"architecture":"arm64","os":"linux"}""",
        """{"architecture":"arm","os":"linux","variant":"v7"}""",
        """{"architecture":"s390x","os":"linux"}""",
        """{"architecture":"ppc64le","os":"linux"}""",
        """{"architecture":"riscv64","os":"linux"}""",
    ];

    private const string NoPlatform = """{"architecture":"unknown","os":"unknown"}""";

    /// <summary>Pushes many multi-platform images, one every <paramref name="every"/>;
    /// <paramref name="tag"/> gives a tag, or null for an untagged one.</summary>
    public static void PushImages(
        this GhcrPackage package,
        int count,
        DateTimeOffset first,
        TimeSpan every,
        Func<int, string?> tag,
        int platforms = 4,
        bool attestations = true
    )
    {
        for (var i = 0; i < count; i++)
        {
            string[] tags = tag(i) is { } text ? [text] : [];
            package.PushImage(
                $"{package.Name}-{i.ToString(CultureInfo.InvariantCulture)}",
                first + (i * every),
                platforms,
                attestations,
                tags
            );
        }
    }

    /// <summary>Pushes one multi-platform image and returns its index.</summary>
    public static GhcrVersion PushImage(
        this GhcrPackage package,
        string name,
        DateTimeOffset at,
        int platforms = 4,
        bool attestations = true,
        params string[] tags
    )
    {
        var entries = new List<string>();
        var manifests = new List<GhcrVersion>();
        for (var p = 0; p < platforms; p++)
        {
            var platform = Platforms[p % Platforms.Length];
            var manifest = package.PushManifest($"{name}/{p.ToString(CultureInfo.InvariantCulture)}", at, platform: platform);
            manifests.Add(manifest);
            entries.Add(Entry(manifest, platform, null));
        }

        for (var p = 0; attestations && p < platforms; p++)
        {
            var attestation = package.PushManifest(
                $"{name}/attestation-{p.ToString(CultureInfo.InvariantCulture)}",
                at,
                platform: NoPlatform
            );
            entries.Add(
                Entry(
                    attestation,
                    NoPlatform,
                    $"{{\"vnd.docker.reference.digest\":\"{manifests[p].Digest}\",\"vnd.docker.reference.type\":\"attestation-manifest\"}}"
                )
            );
        }

        return package.Push(Encoding.UTF8.GetBytes(IndexOf(entries)), IndexType, at, tags);
    }

    /// <summary>Pushes an index over versions that exist.</summary>
    public static GhcrVersion PushIndex(
        this GhcrPackage package,
        IEnumerable<GhcrVersion> children,
        DateTimeOffset at,
        params string[] tags
    ) => package.Push(Encoding.UTF8.GetBytes(IndexOf([.. children.Select(c => Entry(c, null, null))])), IndexType, at, tags);

    /// <summary>Pushes an index that calls each version an image, whatever it is.</summary>
    public static GhcrVersion PushIndexOfImages(
        this GhcrPackage package,
        IEnumerable<GhcrVersion> children,
        DateTimeOffset at,
        string? platform = null,
        params string[] tags
    ) =>
        package.Push(
            Encoding.UTF8.GetBytes(IndexOf([.. children.Select(c => Entry(c, platform, null, ManifestType))])),
            IndexType,
            at,
            tags
        );

    /// <summary>Pushes a single image, or a referrer if it has a subject. <paramref name="platform"/>
    /// is what its config says, as a JSON object; linux/amd64 by default.</summary>
    public static GhcrVersion PushManifest(
        this GhcrPackage package,
        string name,
        DateTimeOffset at,
        GhcrVersion? subject = null,
        string? artifactType = null,
        string? platform = null,
        params string[] tags
    )
    {
        var config = Encoding.UTF8.GetBytes(
            $"{(platform ?? Platforms[0])[..^1]},\"created\":\"{at.UtcDateTime:O}\",\"config\":{{\"Labels\":{{\"name\":\"{name}\"}}}}}}"
        );
        var configDigest = DigestOf(config);
        package.Blobs[configDigest] = config;
        var subjectText = subject is null
            ? ""
            : $",\"subject\":{{\"mediaType\":\"{subject.MediaType}\",\"digest\":\"{subject.Digest}\",\"size\":{subject.Body.Length}}}";
        var artifactText = artifactType is null ? "" : $",\"artifactType\":\"{artifactType}\"";
        var body =
            $"{{\"schemaVersion\":2,\"mediaType\":\"{ManifestType}\"{artifactText},"
            + $"\"config\":{{\"mediaType\":\"{ConfigType}\",\"digest\":\"{configDigest}\",\"size\":{config.Length}}},"
            + $"\"layers\":[{{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\","
            + $"\"digest\":\"{DigestOf(Encoding.UTF8.GetBytes("layer " + name))}\",\"size\":1048576}}]{subjectText}}}";
        return package.Push(Encoding.UTF8.GetBytes(body), ManifestType, at, tags);
    }

    private static string IndexOf(IEnumerable<string> entries) =>
        $"{{\"schemaVersion\":2,\"mediaType\":\"{IndexType}\",\"manifests\":[{string.Join(',', entries)}]}}";

    private static string Entry(GhcrVersion manifest, string? platform, string? annotations, string? mediaType = null) =>
        $"{{\"mediaType\":\"{mediaType ?? manifest.MediaType}\",\"digest\":\"{manifest.Digest}\",\"size\":{manifest.Body.Length}"
        + (annotations is null ? "" : $",\"annotations\":{annotations}")
        + (platform is null ? "" : $",\"platform\":{platform}")
        + "}";

    private static string DigestOf(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));
}
