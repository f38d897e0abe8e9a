using System.Globalization;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Manifests;

/// <summary>Reads the one layer of an artifact.</summary>
internal static class ArtifactReading
{
    /// <summary>Reads it.</summary>
    /// <param name="digest">The digest of the manifest, which its bytes have.</param>
    /// <param name="mediaType">Its media type.</param>
    /// <param name="body">Its bytes.</param>
    /// <param name="type">The artifact type that is expected.</param>
    /// <param name="limit">The most bytes of content that are read.</param>
    /// <param name="readBlob">Reads a blob; null where it is missing.</param>
    /// <exception cref="RegistryException">The blob cannot be read.</exception>
    internal static async Task<TaggedArtifact> ReadAsync(
        string digest,
        string? mediaType,
        byte[] body,
        string type,
        int limit,
        Func<string, Task<byte[]?>> readBlob
    )
    {
        ManifestRecord record;
        try
        {
            record = ManifestReader.Read(digest, mediaType, body);
        }
        catch (ManifestFormatException)
        {
            return new TaggedArtifact(digest, IsOfType: false);
        }

        if (
            record.ArtifactType != type
            || record.Subject is not null
            || !MediaTypes.AreSame(record.MediaType ?? MediaTypes.OciManifest, MediaTypes.OciManifest)
        )
        {
            return new TaggedArtifact(digest, IsOfType: false);
        }

        var artifact = new TaggedArtifact(digest, IsOfType: true);
        if (record.Layers is not [{ Digest: var layer } single] || !OciNames.IsReadable(layer))
        {
            return artifact with { Problem = "it does not have one layer that can be verified" };
        }

        if (single.Size > limit)
        {
            return artifact with { Problem = string.Create(CultureInfo.InvariantCulture, $"it is longer than {limit >> 20} MiB") };
        }

        return await readBlob(layer).ConfigureAwait(false) is not { } content ? artifact with { Problem = "its content is missing" }
            : DigestVerifier.Verify(layer, content) != DigestCheck.Match
                ? artifact with
                {
                    Problem = "its content does not have the digest that its manifest states",
                }
            : artifact with { Content = content };
    }
}
