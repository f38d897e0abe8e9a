using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace PolicyEngine.Testing.Registries;

/// <summary>A small manifest with its bytes, for registries in tests. The same arguments give the same bytes.</summary>
/// <param name="MediaType">The media type.</param>
/// <param name="Body">The document.</param>
/// <param name="Blobs">The blobs that it needs.</param>
public sealed record TestManifest(string MediaType, byte[] Body, ImmutableArray<byte[]> Blobs)
{
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";
    private const string OciConfig = "application/vnd.oci.image.config.v1+json";

    public string Digest { get; } = DigestOf(Body);

    public static string DigestOf(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>An image of one layer.</summary>
    /// <param name="content">What the layer holds; different contents, different images.</param>
    public static TestManifest Image(string content, string created = "2026-01-01T00:00:00Z", string architecture = "amd64")
    {
        var layer = Encoding.UTF8.GetBytes(content);
        var config = Encoding.UTF8.GetBytes(
            $$$"""{"created":"{{{created}}}","architecture":"{{{architecture}}}","os":"linux","config":{"Labels":{"content":"{{{content}}}"}},"rootfs":{"type":"layers","diff_ids":["{{{DigestOf(layer)}}}"]}}"""
        );
        var body =
            $$"""{"schemaVersion":2,"mediaType":"{{OciManifest}}","config":{{Descriptor(OciConfig, config)}},"layers":[{{Descriptor("application/vnd.oci.image.layer.v1.tar", layer)}}]}""";
        return new(OciManifest, Encoding.UTF8.GetBytes(body), [config, layer]);
    }

    /// <summary>An index of manifests.</summary>
    public static TestManifest Index(params IEnumerable<TestManifest> children)
    {
        var entries = children.Select(child => Descriptor(child.MediaType, child.Body));
        return new(
            OciIndex,
            Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{OciIndex}}","manifests":[{{string.Join(',', entries)}}]}"""),
            []
        );
    }

    /// <summary>An artifact that refers to a subject; to none if that is null.</summary>
    public static TestManifest Artifact(TestManifest? subject, string type = "application/vnd.example.signature")
    {
        var empty = "{}"u8.ToArray();
        var refers = subject is null ? "" : $",\"subject\":{Descriptor(subject.MediaType, subject.Body)}";
        var body =
            $$"""{"schemaVersion":2,"mediaType":"{{OciManifest}}","artifactType":"{{type}}","config":{{Descriptor("application/vnd.oci.empty.v1+json", empty)}},"layers":[]{{refers}}}""";
        return new(OciManifest, Encoding.UTF8.GetBytes(body), [empty]);
    }

    private static string Descriptor(string mediaType, byte[] body) =>
        $$"""{"mediaType":"{{mediaType}}","digest":"{{DigestOf(body)}}","size":{{body.Length}}}""";
}
