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

    private static readonly (string Os, string Architecture, string? Variant)[] Platforms =
        [("linux", "amd64", null), ("linux", "arm64", null), ("linux", "arm", "v7"), ("linux", "s390x", null), ("linux", "ppc64le", null), ("linux", "riscv64", null)];

    /// <summary>Pushes many multi-platform images, one every <paramref name="every"/>; <paramref name="tag"/> gives a tag, or null for an untagged one.</summary>
    public static void PushImages(
        this GhcrPackage package, int count, DateTimeOffset first, TimeSpan every, Func<int, string?> tag, int platforms = 4, bool attestations = true)
    {
        for (var i = 0; i < count; i++)
        {
            string[] tags = tag(i) is { } text ? [text] : [];
            package.PushImage($"{package.Name}-{i.ToString(CultureInfo.InvariantCulture)}", first + (i * every), platforms, attestations, tags);
        }
    }

    /// <summary>Pushes one multi-platform image and returns its index.</summary>
    public static GhcrVersion PushImage(
        this GhcrPackage package, string name, DateTimeOffset at, int platforms = 4, bool attestations = true, params string[] tags)
    {
        var entries = new List<string>();
        var manifests = new List<GhcrVersion>();
        for (var p = 0; p < platforms; p++)
        {
            var (os, architecture, variant) = Platforms[p % Platforms.Length];
            var variantText = variant is null ? "" : $",\"variant\":\"{variant}\"";
            var platform = $"\"architecture\":\"{architecture}\",\"os\":\"{os}\"{variantText}";
            var manifest = package.Push(BodyOf(package, $"{name}/{architecture}", at, platform), ManifestType, at);
            manifests.Add(manifest);
            entries.Add(Entry(manifest, $"{{{platform}}}", null));
        }

        for (var p = 0; attestations && p < platforms; p++)
        {
            const string Unknown = """
                "architecture":"unknown","os":"unknown"
                """;
            var attestation = package.Push(BodyOf(package, $"{name}/attestation-{p.ToString(CultureInfo.InvariantCulture)}", at, Unknown), ManifestType, at);
            entries.Add(Entry(attestation, $"{{{Unknown}}}",
                $"{{\"vnd.docker.reference.digest\":\"{manifests[p].Digest}\",\"vnd.docker.reference.type\":\"attestation-manifest\"}}"));
        }

        return package.Push(Encoding.UTF8.GetBytes(IndexOf(entries)), IndexType, at, tags);
    }

    /// <summary>Pushes an index over versions that exist.</summary>
    public static GhcrVersion PushIndex(this GhcrPackage package, IEnumerable<GhcrVersion> children, DateTimeOffset at, params string[] tags) =>
        package.Push(Encoding.UTF8.GetBytes(IndexOf([.. children.Select(c => Entry(c, null, null))])), IndexType, at, tags);

    /// <summary>Pushes a single image, or a referrer if it has a subject.</summary>
    public static GhcrVersion PushManifest(
        this GhcrPackage package, string name, DateTimeOffset at, GhcrVersion? subject = null, string? artifactType = null, params string[] tags) =>
        package.Push(BodyOf(package, name, at, "\"architecture\":\"amd64\",\"os\":\"linux\"", subject, artifactType), ManifestType, at, tags);

    /// <summary>A manifest whose config, with that platform, is in the package.</summary>
    private static byte[] BodyOf(GhcrPackage package, string name, DateTimeOffset at, string platform, GhcrVersion? subject = null, string? artifactType = null)
    {
        var config = Encoding.UTF8.GetBytes($"{{{platform},\"created\":\"{at.UtcDateTime:O}\",\"config\":{{\"Labels\":{{\"name\":\"{name}\"}}}}}}");
        var configDigest = DigestOf(config);
        package.Blobs[configDigest] = config;
        var subjectText = subject is null
            ? ""
            : $",\"subject\":{{\"mediaType\":\"{subject.MediaType}\",\"digest\":\"{subject.Digest}\",\"size\":{subject.Body.Length}}}";
        var artifactText = artifactType is null ? "" : $",\"artifactType\":\"{artifactType}\"";
        return Encoding.UTF8.GetBytes($"{{\"schemaVersion\":2,\"mediaType\":\"{ManifestType}\"{artifactText},\"config\":{{\"mediaType\":\"{ConfigType}\",\"digest\":\"{configDigest}\",\"size\":{config.Length}}},"
            + $"\"layers\":[{{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\"{DigestOf(Encoding.UTF8.GetBytes("layer " + name))}\",\"size\":1048576}}]{subjectText}}}");
    }

    private static string IndexOf(IEnumerable<string> entries) =>
        $"{{\"schemaVersion\":2,\"mediaType\":\"{IndexType}\",\"manifests\":[{string.Join(',', entries)}]}}";

    private static string Entry(GhcrVersion manifest, string? platform, string? annotations) =>
        $"{{\"mediaType\":\"{manifest.MediaType}\",\"digest\":\"{manifest.Digest}\",\"size\":{manifest.Body.Length}"
        + (annotations is null ? "" : $",\"annotations\":{annotations}")
        + (platform is null ? "" : $",\"platform\":{platform}") + "}";

    private static string DigestOf(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));
}
