using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using static PolicyEngine.Registry.Manifests.JsonMembers;

namespace PolicyEngine.Registry.Manifests;

/// <summary>The one reader of manifests, indexes and configs: strict where
/// a document could be read in two ways. Pure, thread-safe.</summary>
/// <remarks>
/// Reads what OCI image-spec 1.1 and Docker's manifest-v2 specs define, and the two artifact manifests. It does not hash: see
/// <see cref="DigestVerifier"/>. Whatever the bytes are, it gives a record or a <see cref="ManifestFormatException"/>.
/// </remarks>
internal static class ManifestReader
{
    /// <summary>The members of which a manifest has those of its own kind only.</summary>
    internal static ImmutableArray<string> Shapes { get; } = ["manifests", "config", "layers", "blobs", "fsLayers"];

    /// <summary>Reads a manifest or index.</summary>
    /// <param name="digest">The digest it was asked for by; taken over as it is.</param>
    /// <param name="contentType">
    /// The type that the answer, or the descriptor, gives. Parameters are ignored;
    /// <c>application/json</c>, <c>application/octet-stream</c> and <c>text/plain</c> say nothing.
    /// </param>
    /// <param name="body">The document.</param>
    /// <returns>
    /// The record without tags and times, but for Docker schema 1, which has its config inside. A document of an unknown type has what it
    /// <see cref="ManifestRecord.Mentions"/> and nothing else.
    /// </returns>
    /// <exception cref="ManifestFormatException">The document is too large,
    /// broken, ambiguous, or of another type than it was announced.</exception>
    public static ManifestRecord Read(string digest, string? contentType, ReadOnlyMemory<byte> body)
    {
        var announced = MediaTypes.WithoutParameters(contentType);
        if (body.Length > ManifestLimits.MaxBytes)
        {
            throw new ManifestFormatException($"The document has {body.Length} bytes, more than {ManifestLimits.MaxBytes}.");
        }

        try
        {
            return Read(new ManifestRecord { Digest = digest, Size = body.Length }, announced, body);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new ManifestFormatException("The document is not strict JSON: broken, nested too deep, or with a name given twice.", e);
        }
    }

    /// <summary>Reads the config of an image. A date that is not one is not
    /// an error: there are images with any text in its place.</summary>
    /// <exception cref="ManifestFormatException">The config is too large, broken or ambiguous.</exception>
    public static ImageConfig ReadConfig(ReadOnlyMemory<byte> body)
    {
        if (body.Length > ManifestLimits.MaxBytes)
        {
            throw new ManifestFormatException($"The config has {body.Length} bytes, more than {ManifestLimits.MaxBytes}.");
        }

        try
        {
            using var document = JsonDocument.Parse(body, ManifestLimits.Json);
            var root = document.RootElement;
            var budget = new EntryBudget();
            var created = root.Member("created") is { ValueKind: JsonValueKind.String } text ? ImageTime.Parse(text.GetString()) : null;
            var labels = root.Member("config")?.Member("Labels").Texts("Labels", ref budget) ?? ManifestRecord.NoValues;
            return new ImageConfig(created, PlatformOf(root), labels);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new ManifestFormatException("The config is not strict JSON: broken, nested too deep, or with a name given twice.", e);
        }
    }

    private static ManifestRecord Read(ManifestRecord record, string? announced, ReadOnlyMemory<byte> body)
    {
        var generic = IsGeneric(announced);
        if (!generic && !MediaTypes.IsManifest(announced))
        {
            return Unknown(record, announced!, body);
        }

        using var document = JsonDocument.Parse(body, ManifestLimits.Json);
        var root = document.RootElement;
        if (root.ValueKind is not JsonValueKind.Object)
        {
            throw new ManifestFormatException("The document is not a JSON object.");
        }

        var stated = MediaTypes.WithoutParameters(root.Member("mediaType").Text("mediaType"));
        if (stated is not null && !generic && !MediaTypes.AreSame(stated, announced))
        {
            throw Conflict(stated, announced!);
        }

        var type = stated ?? (generic ? null : announced) ?? TypeByShape(root);
        if (!MediaTypes.IsManifest(type))
        {
            return Unknown(record, type ?? announced ?? "application/octet-stream", body);
        }

        RequireShape(root, type!);
        var budget = new EntryBudget();
        record = record with { MediaType = type, Annotations = root.Member("annotations").Texts("annotations", ref budget) };
        if (MediaTypes.IsSchema1(type))
        {
            return WithSchema1(record, root, ref budget);
        }

        var blobs = root.Member(MediaTypes.IsArtifactManifest(type) ? "blobs" : "layers");
        var layers = Blobs(blobs, ref budget);
        return record with
        {
            ArtifactType = root.Member("artifactType").Text("artifactType"),
            Subject = root.Member("subject") is { } subject ? DigestOf(subject) : null,
            Manifests = MediaTypes.IsIndex(type) ? Entries(root, ref budget) : null,
            Config = root.Member("config") is { } config ? ConfigOf(config) : null,
            Layers = layers,
            Provenance = StatementFinder.Find(blobs.Items(), layers, record.Annotations),
        };
    }

    private static ManifestRecord Unknown(ManifestRecord record, string type, ReadOnlyMemory<byte> body)
    {
        var mentions = MentionScanner.Scan(body.Span);
        if (MentionScanner.BeginsAsJson(body.Span))
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = ManifestLimits.MaxDepth });
            if (
                document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("mediaType", out var stated)
                && stated.ValueKind is JsonValueKind.String
                && MediaTypes.IsManifest(stated.GetString())
            )
            {
                throw Conflict(stated.GetString()!, type);
            }
        }

        return record with
        {
            MediaType = type,
            Mentions = mentions,
        };
    }

    private static ManifestFormatException Conflict(string stated, string announced) =>
        new($"The document states the media type '{Redaction.Show(stated)}' but was announced as '{Redaction.Show(announced)}'.");

    /// <summary>Whether an entry of an index is a manifest, as far as it says; others are blobs (BuildKit's cache exports).</summary>
    internal static bool IsManifest(DescriptorRecord entry) => entry.MediaType is null || MediaTypes.IsManifest(entry.MediaType);

    private static bool IsGeneric(string? type) =>
        type is null || type.ToLowerInvariant() is "application/json" or "application/octet-stream" or "text/plain";

    private static string? TypeByShape(JsonElement root) =>
        root.Member("manifests") is not null ? MediaTypes.OciIndex
        : root.Member("fsLayers") is not null
            ? root.Member("signatures") is null ? MediaTypes.DockerSchema1
                : MediaTypes.DockerSchema1Signed
        : root.Member("layers") is not null || root.Member("config") is not null ? MediaTypes.OciManifest
        : null;

    /// <summary>Refuses a document that has members of another kind than its
    /// own: clients would disagree on what it is (CVE-2021-41190).</summary>
    private static void RequireShape(JsonElement root, string type)
    {
        foreach (var shape in Shapes)
        {
            var belongs = shape switch
            {
                "manifests" => MediaTypes.IsIndex(type),
                "blobs" => MediaTypes.IsArtifactManifest(type),
                "fsLayers" => MediaTypes.IsSchema1(type),
                _ => MediaTypes.IsImageManifest(type) && !MediaTypes.IsSchema1(type),
            };
            if (root.Member(shape) is not null && !belongs)
            {
                throw new ManifestFormatException($"The document is ambiguous: '{Redaction.Show(type)}' with '{shape}'.");
            }
        }
    }

    private static ImmutableArray<DescriptorRecord> Entries(JsonElement root, ref EntryBudget budget)
    {
        var entries = ImmutableArray.CreateBuilder<DescriptorRecord>();
        foreach (var entry in root.Member("manifests").Items())
        {
            budget.Spend();
            entries.Add(ReadDescriptor(entry, ref budget));
        }

        return entries.ToImmutable();
    }

    /// <summary>Reads a descriptor of a manifest, as indexes list them.</summary>
    internal static DescriptorRecord ReadDescriptor(JsonElement entry, ref EntryBudget budget) =>
        new()
        {
            Digest = DigestOf(entry),
            MediaType = entry.Member("mediaType").Text("mediaType"),
            ArtifactType = entry.Member("artifactType").Text("artifactType"),
            Size = entry.Member("size").Size(),
            Platform = entry.Member("platform") is { } platform ? PlatformOf(platform) : null,
            Annotations = entry.Member("annotations").Texts("annotations", ref budget),
        };

    private static ConfigRecord ConfigOf(JsonElement config) =>
        new()
        {
            Digest = DigestOf(config),
            MediaType = config.Member("mediaType").Text("mediaType"),
            Size = config.Member("size").Size(),
        };

    private static ImmutableArray<BlobRecord> Blobs(JsonElement? list, ref EntryBudget budget, string digest = "digest")
    {
        var blobs = ImmutableArray.CreateBuilder<BlobRecord>();
        foreach (var blob in list.Items())
        {
            budget.Spend();
            blobs.Add(new BlobRecord(DigestOf(blob, digest), blob.Member("size").Size()));
        }

        return blobs.ToImmutable();
    }

    private static ManifestRecord WithSchema1(ManifestRecord record, JsonElement root, ref EntryBudget budget)
    {
        var newest = root.Member("history")
            .Items()
            .Select(entry => entry.Member("v1Compatibility").Text("v1Compatibility"))
            .FirstOrDefault();
        var config = newest is null ? null : ReadConfig(Encoding.UTF8.GetBytes(newest));
        return record with
        {
            Layers = Blobs(root.Member("fsLayers"), ref budget, "blobSum"),
            Platform = config?.Platform,
            CreatedAt = config?.Created,
            Config = config is null ? null : new ConfigRecord { Labels = config.Labels },
        };
    }

    private static string? PlatformOf(JsonElement element)
    {
        var (os, architecture) = (element.Member("os").Text("os"), element.Member("architecture").Text("architecture"));
        var variant = element.Member("variant").Text("variant");
        return os is null || architecture is null ? null
            : variant is null ? $"{os}/{architecture}"
            : $"{os}/{architecture}/{variant}";
    }
}
