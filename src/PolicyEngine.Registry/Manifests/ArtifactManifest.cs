using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Manifests;

/// <summary>The manifest of an artifact (OCI image-spec 1.1, "Guidelines for Artifact Usage"), with an empty config and one layer.
/// Immutable; the same content makes the same digest.</summary>
internal sealed class ArtifactManifest
{
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Makes it.</summary>
    internal ArtifactManifest(Artifact artifact)
    {
        var (empty, content) = ("{}"u8.ToArray(), artifact.Content);
        Blobs = [(DigestVerifier.Sha256(empty), empty), (DigestVerifier.Sha256(content.Span), content)];
        var layer = Descriptor(artifact.Type, Blobs[1].Digest, content.Length);
        layer["annotations"] = new JsonObject { ["org.opencontainers.image.title"] = artifact.FileName };
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypes.OciManifest,
            ["artifactType"] = artifact.Type,
            ["config"] = Descriptor(MediaTypes.OciEmpty, Blobs[0].Digest, empty.Length),
            ["layers"] = new JsonArray(layer),
        };
        Body = Encoding.UTF8.GetBytes(manifest.ToJsonString(s_plain));
        Digest = DigestVerifier.Sha256(Body.Span);
    }

    /// <summary>The digest.</summary>
    internal string Digest { get; }

    /// <summary>The document.</summary>
    internal ReadOnlyMemory<byte> Body { get; }

    /// <summary>The blobs that must be there before it: the config and the content.</summary>
    internal IReadOnlyList<(string Digest, ReadOnlyMemory<byte> Body)> Blobs { get; }

    private static JsonObject Descriptor(string mediaType, string digest, int size) =>
        new()
        {
            ["mediaType"] = mediaType,
            ["digest"] = digest,
            ["size"] = size,
        };
}
