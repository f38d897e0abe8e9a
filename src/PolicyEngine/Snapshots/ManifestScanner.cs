using System.Collections.Immutable;
using System.Text.Json;
using PolicyEngine.Oci;

namespace PolicyEngine.Snapshots;

/// <summary>Reads one manifest of a snapshot file.</summary>
internal static class ManifestScanner
{
    private static readonly string[] Keys =
    [
        "digest",
        "mediaType",
        "artifactType",
        "size",
        "platform",
        "pushedAt",
        "updatedAt",
        "createdAt",
        "pulledAt",
        "tags",
        "versionId",
        "locked",
        "unread",
        "manifests",
        "subject",
        "mentions",
        "config",
        "layers",
        "annotations",
        "materials",
    ];

    private static readonly string[] EntryKeys = ["digest", "mediaType", "artifactType", "size", "platform", "annotations"];
    private static readonly string[] ConfigKeys = ["digest", "mediaType", "size", "labels"];
    private static readonly string[] LayerKeys = ["digest", "size"];

    /// <summary>What descriptors may have beside that (OCI image specification, "Content Descriptors"): it changes no decision.</summary>
    private static readonly string[] DescriptorKeys = ["mediaType", "artifactType", "urls", "data", "annotations", "platform"];

    /// <summary>Reads the manifest at which the scanner stands.</summary>
    public static ManifestRecord Read(ref JsonScanner scanner)
    {
        scanner.ExpectObject();
        var manifest = new ManifestRecord { Digest = "" };
        while (scanner.NextProperty(out var property))
        {
            scanner.Property = property;
            manifest = ReadProperty(ref scanner, manifest, property);
            scanner.Item = -1;
        }

        scanner.Property = null;
        return manifest.Digest.Length > 0 ? manifest : throw scanner.Error("'digest' is missing");
    }

    private static ManifestRecord ReadProperty(ref JsonScanner scanner, ManifestRecord manifest, string property) =>
        property switch
        {
            "digest" => manifest with { Digest = RequiredDigest(ref scanner) },
            "mediaType" => manifest with { MediaType = scanner.CommonText() },
            "artifactType" => manifest with { ArtifactType = scanner.CommonText() },
            "size" => manifest with { Size = scanner.Number() },
            "platform" => manifest with { Platform = scanner.CommonText() },
            "pushedAt" => manifest with { PushedAt = scanner.Time() },
            "updatedAt" => manifest with { UpdatedAt = scanner.Time() },
            "createdAt" => manifest with { CreatedAt = scanner.Time() },
            "pulledAt" => manifest with { PulledAt = scanner.Time() },
            "tags" => manifest with { Tags = ReadTags(ref scanner) },
            "versionId" => manifest with { VersionId = scanner.Number() },
            "locked" => manifest with { Locked = scanner.Flag() },
            "unread" => manifest with { Unread = scanner.Flag() },
            "manifests" => manifest with { Manifests = ReadEntries(ref scanner) },
            "subject" => manifest with { Subject = scanner.Token == JsonTokenType.Null ? null : RequiredDigest(ref scanner) },
            "mentions" => manifest with { Mentions = ReadDigests(ref scanner) },
            "config" => manifest with { Config = ReadConfig(ref scanner) },
            "layers" => manifest with { Layers = ReadLayers(ref scanner) },
            "annotations" => manifest with { Annotations = ReadMap(ref scanner) },
            "materials" => manifest with { Materials = ReadDigests(ref scanner) },
            _ => Skip(ref scanner, manifest, property, "a manifest", Keys),
        };

    private static T Skip<T>(ref JsonScanner scanner, T value, string property, string owner, string[] keys)
    {
        if (keys != Keys && DescriptorKeys.Contains(property, StringComparer.Ordinal))
        {
            scanner.Skip();
        }
        else
        {
            scanner.SkipUnknown(property, owner, keys);
        }

        return value;
    }

    private static string RequiredDigest(ref JsonScanner scanner)
    {
        var text = scanner.Text() ?? throw scanner.Error("a digest is expected");
        return Digest.TryParse(text, out _) ? text : throw scanner.Error($"{JsonScanner.Quote(text)} is not a digest");
    }

    /// <summary>A list of tags; empty for null.</summary>
    public static ImmutableArray<string> ReadTags(ref JsonScanner scanner)
    {
        if (!scanner.StartArray())
        {
            return [];
        }

        var tags = ImmutableArray.CreateBuilder<string>(1);
        while (scanner.NextItem())
        {
            scanner.Item++;
            var tag = scanner.Text();
            tags.Add(string.IsNullOrEmpty(tag) ? throw scanner.Error("a tag is expected") : tag);
        }

        return tags.DrainToImmutable();
    }

    /// <summary>A list of digests; empty for null.</summary>
    public static ImmutableArray<string> ReadDigests(ref JsonScanner scanner)
    {
        if (!scanner.StartArray())
        {
            return [];
        }

        var digests = ImmutableArray.CreateBuilder<string>(1);
        while (scanner.NextItem())
        {
            scanner.Item++;
            digests.Add(RequiredDigest(ref scanner));
        }

        return digests.DrainToImmutable();
    }

    private static ImmutableArray<DescriptorRecord>? ReadEntries(ref JsonScanner scanner)
    {
        if (!scanner.StartArray())
        {
            return null;
        }

        var entries = ImmutableArray.CreateBuilder<DescriptorRecord>(8);
        while (scanner.NextItem())
        {
            scanner.Item++;
            scanner.ExpectObject();
            var entry = new DescriptorRecord { Digest = "" };
            while (scanner.NextProperty(out var property))
            {
                entry = property switch
                {
                    "digest" => entry with { Digest = RequiredDigest(ref scanner) },
                    "mediaType" => entry with { MediaType = scanner.CommonText() },
                    "artifactType" => entry with { ArtifactType = scanner.CommonText() },
                    "size" => entry with { Size = scanner.Number() },
                    "platform" => entry with { Platform = scanner.CommonText() },
                    "annotations" => entry with { Annotations = ReadMap(ref scanner) },
                    _ => Skip(ref scanner, entry, property, "an entry of 'manifests'", EntryKeys),
                };
            }

            entries.Add(entry.Digest.Length > 0 ? entry : throw scanner.Error("'digest' is missing"));
        }

        return entries.DrainToImmutable();
    }

    private static ConfigRecord? ReadConfig(ref JsonScanner scanner)
    {
        if (scanner.Token == JsonTokenType.Null)
        {
            return null;
        }

        scanner.ExpectObject();
        var config = new ConfigRecord();
        while (scanner.NextProperty(out var property))
        {
            config = property switch
            {
                "digest" => config with { Digest = scanner.Token == JsonTokenType.Null ? null : RequiredDigest(ref scanner) },
                "mediaType" => config with { MediaType = scanner.CommonText() },
                "size" => config with { Size = scanner.Number() },
                "labels" => config with { Labels = ReadMap(ref scanner) },
                _ => Skip(ref scanner, config, property, "'config'", ConfigKeys),
            };
        }

        return config;
    }

    private static ImmutableArray<BlobRecord> ReadLayers(ref JsonScanner scanner)
    {
        if (!scanner.StartArray())
        {
            return [];
        }

        var layers = ImmutableArray.CreateBuilder<BlobRecord>(4);
        while (scanner.NextItem())
        {
            scanner.Item++;
            scanner.ExpectObject();
            string? digest = null;
            long? size = null;
            while (scanner.NextProperty(out var property))
            {
                switch (property)
                {
                    case "digest":
                        digest = RequiredDigest(ref scanner);
                        break;
                    case "size":
                        size = scanner.Number();
                        break;
                    default:
                        Skip(ref scanner, 0, property, "a layer", LayerKeys);
                        break;
                }
            }

            layers.Add(new BlobRecord(digest ?? throw scanner.Error("'digest' is missing"), size));
        }

        return layers.DrainToImmutable();
    }

    private static ImmutableSortedDictionary<string, string> ReadMap(ref JsonScanner scanner)
    {
        if (scanner.Token == JsonTokenType.Null)
        {
            return ManifestRecord.NoValues;
        }

        scanner.ExpectObject();
        var map = ManifestRecord.NoValues.ToBuilder();
        while (scanner.NextProperty(out var key))
        {
            map[key] = scanner.Text() ?? throw scanner.Error("a string is expected");
        }

        return map.ToImmutable();
    }
}
