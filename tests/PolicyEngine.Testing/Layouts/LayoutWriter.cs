using System.Formats.Tar;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PolicyEngine.Oci;

namespace PolicyEngine.Testing.Layouts;

/// <summary>Builds an OCI image layout in memory, the same bytes for the same calls. Not thread-safe.</summary>
/// <remarks>Each call that makes something gives its descriptor; what is neither tagged nor a root is in <c>blobs</c> only.</remarks>
public sealed class LayoutWriter
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal)
    {
        ["oci-layout"] = """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray(),
    };

    private readonly List<LayoutDescriptor> _entries = [];
    private readonly List<LayoutDescriptor> _manifests = [];

    /// <summary>The files by their path within the layout, with slashes.</summary>
    public IReadOnlyDictionary<string, byte[]> Files
    {
        get
        {
            _files["index.json"] = Bytes(IndexJson(_entries));
            return _files;
        }
    }

    /// <summary>The entries of <c>index.json</c>.</summary>
    public IReadOnlyList<LayoutDescriptor> Entries => _entries;

    /// <summary>The manifests and indexes, in the order in which they were added: what one lists comes before it.</summary>
    public IReadOnlyList<LayoutDescriptor> Manifests => _manifests;

    /// <summary>Adds a blob.</summary>
    public LayoutDescriptor Blob(string mediaType, ReadOnlySpan<byte> content)
    {
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
        _files[PathOf(digest)] = content.ToArray();
        var blob = new LayoutDescriptor(digest, mediaType, content.Length);
        if (MediaTypes.IsManifest(mediaType))
        {
            _manifests.Add(blob);
        }

        return blob;
    }

    /// <summary>Adds an image of one platform with one layer that holds one file with <paramref name="content"/>.</summary>
    public LayoutDescriptor Image(
        string platform,
        DateTimeOffset? created,
        string content,
        IReadOnlyDictionary<string, string>? labels = null,
        IReadOnlyDictionary<string, string>? annotations = null
    )
    {
        var layer = Blob("application/vnd.oci.image.layer.v1.tar", Tar(content));
        var parts = platform.Split('/');
        var config = new JsonObject { ["architecture"] = parts[1], ["os"] = parts[0] };
        if (parts.Length > 2)
        {
            config["variant"] = parts[2];
        }

        if (created is { } time)
        {
            config["created"] = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }

        config["config"] = labels is null ? new JsonObject() : new JsonObject { ["Labels"] = Map(labels) };
        config["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray(layer.Digest) };
        return Manifest(Blob(MediaTypes.OciConfig, Bytes(config)), [layer], null, null, annotations) with { Platform = platform };
    }

    /// <summary>Adds an image manifest of any parts.</summary>
    public LayoutDescriptor Manifest(
        LayoutDescriptor config,
        IEnumerable<LayoutDescriptor> layers,
        string? artifactType = null,
        LayoutDescriptor? subject = null,
        IReadOnlyDictionary<string, string>? annotations = null
    )
    {
        var json = new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = MediaTypes.OciManifest };
        if (artifactType is not null)
        {
            json["artifactType"] = artifactType;
        }

        json["config"] = config.ToJson();
        json["layers"] = new JsonArray([.. layers.Select(layer => layer.ToJson())]);
        return Blob(MediaTypes.OciManifest, Bytes(WithTail(json, subject, annotations))) with { ArtifactType = artifactType };
    }

    /// <summary>Adds an artifact with an empty config; a referrer where it has a subject.</summary>
    public LayoutDescriptor Artifact(
        string artifactType,
        string mediaType,
        string content,
        LayoutDescriptor? subject = null,
        IReadOnlyDictionary<string, string>? annotations = null
    ) =>
        Manifest(Blob(MediaTypes.OciEmpty, "{}"u8), [Blob(mediaType, Encoding.UTF8.GetBytes(content))], artifactType, subject, annotations);

    /// <summary>Adds an attestation manifest of an image as BuildKit writes them, with its entry for the index.</summary>
    /// <param name="image">The image of one platform that it speaks of.</param>
    /// <param name="statement">The in-toto statement.</param>
    /// <param name="asArtifact">Whether it names the image as its subject, as newer BuildKits do, too.</param>
    public LayoutDescriptor Attestation(LayoutDescriptor image, string statement, bool asArtifact)
    {
        var layer = Blob("application/vnd.in-toto+json", Encoding.UTF8.GetBytes(statement))
            .With("in-toto.io/predicate-type", "https://slsa.dev/provenance/v1");
        var config = new JsonObject
        {
            ["architecture"] = "unknown",
            ["os"] = "unknown",
            ["config"] = new JsonObject(),
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray(layer.Digest) },
        };
        var manifest = asArtifact
            ? Manifest(Blob(MediaTypes.OciEmpty, "{}"u8), [layer], "application/vnd.docker.attestation.manifest.v1+json", image)
            : Manifest(Blob(MediaTypes.OciConfig, Bytes(config)), [layer]);
        return (manifest with { Platform = "unknown/unknown" })
            .With("vnd.docker.reference.digest", image.Digest)
            .With("vnd.docker.reference.type", "attestation-manifest");
    }

    /// <summary>Adds an index.</summary>
    public LayoutDescriptor Index(
        IEnumerable<LayoutDescriptor> entries,
        LayoutDescriptor? subject = null,
        IReadOnlyDictionary<string, string>? annotations = null
    ) => Blob(MediaTypes.OciIndex, Bytes(WithTail(IndexJson(entries), subject, annotations)));

    /// <summary>Adds a multi-platform image as buildx builds it: an index of images and of an attestation manifest for each.</summary>
    public LayoutDescriptor Build(bool asArtifact, params IReadOnlyList<LayoutDescriptor> images) =>
        Index([
            .. images,
            .. images.Select(image =>
                Attestation(image, $$"""{"_type":"https://in-toto.io/Statement/v1","subject":"{{image.Digest}}"}""", asArtifact)
            ),
        ]);

    /// <summary>Enters something into <c>index.json</c> under names.</summary>
    public LayoutWriter Tag(LayoutDescriptor target, params IEnumerable<string> names)
    {
        _entries.AddRange(names.Select(name => target.With("org.opencontainers.image.ref.name", name)));
        return this;
    }

    /// <summary>Enters something into <c>index.json</c> without a name.</summary>
    public LayoutWriter Root(LayoutDescriptor target)
    {
        _entries.Add(target);
        return this;
    }

    /// <summary>Takes a blob away, so that what names it has something missing.</summary>
    public LayoutWriter Remove(LayoutDescriptor target)
    {
        _files.Remove(PathOf(target.Digest));
        return this;
    }

    /// <summary>Replaces or adds a file, to break a layout on purpose.</summary>
    public LayoutWriter Overwrite(string path, ReadOnlySpan<byte> content)
    {
        _files[path] = content.ToArray();
        return this;
    }

    /// <summary>Writes the layout into a directory, which is made.</summary>
    public void WriteTo(string directory)
    {
        foreach (var (path, content) in Files)
        {
            var full = Path.Combine(directory, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllBytes(full, content);
        }
    }

    /// <summary>The path of a blob within a layout.</summary>
    public static string PathOf(string digest) => $"blobs/{digest.Replace(':', '/')}";

    internal static JsonObject Map(IEnumerable<KeyValuePair<string, string>> values) =>
        new(
            values
                .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value))
        );

    private static JsonObject IndexJson(IEnumerable<LayoutDescriptor> entries) =>
        new()
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypes.OciIndex,
            ["manifests"] = new JsonArray([.. entries.Select(entry => entry.ToJson())]),
        };

    private static JsonObject WithTail(JsonObject json, LayoutDescriptor? subject, IReadOnlyDictionary<string, string>? annotations)
    {
        if (subject is not null)
        {
            json["subject"] = new LayoutDescriptor(subject.Digest, subject.MediaType, subject.Size).ToJson();
        }

        if (annotations is not null)
        {
            json["annotations"] = Map(annotations);
        }

        return json;
    }

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString(Indented) + "\n");

    private static byte[] Tar(string content)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
        {
            writer.WriteEntry(
                new UstarTarEntry(TarEntryType.RegularFile, "app/version")
                {
                    DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content + "\n")),
                    ModificationTime = DateTimeOffset.UnixEpoch,
                    Mode = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
                }
            );
        }

        return stream.ToArray();
    }
}
