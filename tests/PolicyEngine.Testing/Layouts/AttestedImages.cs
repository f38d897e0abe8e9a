using System.Text;
using PolicyEngine.Oci;

namespace PolicyEngine.Testing.Layouts;

/// <summary>Images with provenance, ordinary and odd, as they are pushed into registries.</summary>
public static class AttestedImages
{
    /// <summary>The most bytes of a statement that are read.</summary>
    public const int MostBytes = 8 * 1024 * 1024;

    /// <summary>The media type of statements.</summary>
    public const string Statement = "application/vnd.in-toto+json";

    /// <summary>The ways in which a manifest carries more provenance than is read.</summary>
    public static IEnumerable<string> TooMuch { get; } =
    ["17 statements", "a statement above 8 MiB", "a statement above 8 MiB of a false size", "a statement of an unknown algorithm"];

    /// <summary>A statement that an image was built of others, by their digests.</summary>
    public static string Naming(params IEnumerable<string> digests) =>
        $$$"""{"predicate":{"materials":[{{{string.Join(',', digests.Select(Material))}}}]}}""";

    /// <summary>Adds a tagged image, in an index with a manifest of statements; the digest of that manifest.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="tag">The tag of the index.</param>
    /// <param name="layers">The descriptors of the statements, as JSON.</param>
    /// <param name="created">When the image was built.</param>
    public static string AddAttested(this LayoutWriter layout, string tag, IEnumerable<string> layers, DateTimeOffset? created = null)
    {
        var image = layout.Image("linux/amd64", created, $"app {tag}");
        var config = layout.Blob(MediaTypes.OciEmpty, "{}"u8);
        var manifest = $$"""
            {"schemaVersion":2,"mediaType":"{{MediaTypes.OciManifest}}",
             "config":{"mediaType":"{{MediaTypes.OciEmpty}}","digest":"{{config.Digest}}","size":2},
             "layers":[{{string.Join(',', layers)}}]}
            """;
        var attestation = (layout.Blob(MediaTypes.OciManifest, Encoding.UTF8.GetBytes(manifest)) with { Platform = "unknown/unknown" })
            .With("vnd.docker.reference.digest", image.Digest)
            .With("vnd.docker.reference.type", "attestation-manifest");
        layout.Tag(layout.Index([image, attestation]), tag);
        return attestation.Digest;
    }

    /// <summary>Adds a statement; its descriptor as JSON.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="content">The statement.</param>
    /// <param name="members">The members of the descriptor beside digest and size.</param>
    /// <param name="size">The size that the descriptor states; null for the true one.</param>
    public static string AddStatement(this LayoutWriter layout, string content, string? members = null, long? size = null)
    {
        var blob = layout.Blob(Statement, Encoding.UTF8.GetBytes(content));
        members ??= $$"""
            "mediaType":"{{Statement}}","annotations":{"in-toto.io/predicate-type":"https://slsa.dev/provenance/v1"}
            """;
        return $$"""{"digest":"{{blob.Digest}}","size":{{size ?? blob.Size}},{{members}}}""";
    }

    /// <summary>Adds an image that carries more provenance than is read; the digest of the manifest of statements.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="way">One of <see cref="TooMuch"/>.</param>
    /// <param name="base">The base that it names.</param>
    /// <param name="created">When the image was built.</param>
    public static string AddWithTooMuch(this LayoutWriter layout, string way, string @base, DateTimeOffset? created = null)
    {
        var statement = Naming(@base);
        return layout.AddAttested(
            "v1",
            way switch
            {
                "17 statements" => [.. Enumerable.Range(0, 17).Select(i => layout.AddStatement(statement + new string(' ', i)))],
                "a statement above 8 MiB" => [layout.AddStatement(statement.PadRight(MostBytes + 1))],
                "a statement above 8 MiB of a false size" => [layout.AddStatement(statement.PadRight(MostBytes + 1), size: 100)],
                _ => [$$"""{"mediaType":"{{Statement}}","digest":"blake3:{{new string('b', 64)}}","size":100}"""],
            },
            created
        );
    }

    private static string Material(string digest) => $$$"""{"digest":{"sha256":"{{{digest["sha256:".Length..]}}}"}}""";
}
