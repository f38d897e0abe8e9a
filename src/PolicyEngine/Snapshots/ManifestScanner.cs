using System.Text.Json;
using PolicyEngine.Graph;
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
        "materialsUnread",
    ];

    private static readonly string[] EntryKeys = ["digest", "mediaType", "artifactType", "size", "platform", "annotations"];
    private static readonly string[] ConfigKeys = ["digest", "mediaType", "size", "labels"];
    private static readonly string[] LayerKeys = ["digest", "size"];

    /// <summary>What descriptors may have beside that (OCI image specification, "Content Descriptors"): it changes no decision.</summary>
    private static readonly string[] DescriptorKeys = ["mediaType", "artifactType", "urls", "data", "annotations", "platform"];

    /// <summary>Reads the manifest at which the scanner stands into an empty draft.</summary>
    public static void Read(ref JsonScanner scanner, ManifestDraft manifest)
    {
        scanner.ExpectObject();
        while (scanner.NextProperty(out var property))
        {
            scanner.Property = property;
            ReadProperty(ref scanner, manifest, property);
            scanner.Item = -1;
        }

        scanner.Property = null;
        if (manifest.Digest is null)
        {
            throw scanner.Error("'digest' is missing");
        }
    }

    private static void ReadProperty(ref JsonScanner scanner, ManifestDraft manifest, string property)
    {
        switch (property)
        {
            case "digest":
                manifest.Digest = scanner.DigestText();
                break;
            case "mediaType":
                manifest.MediaType = manifest.Texts.Intern(scanner.CommonText());
                break;
            case "artifactType":
                manifest.ArtifactType = manifest.Texts.Intern(scanner.CommonText());
                break;
            case "size":
                manifest.Size = scanner.Number() ?? 0;
                break;
            case "platform":
                manifest.Platform = manifest.Texts.Intern(scanner.CommonText());
                break;
            case "pushedAt":
                manifest.Pushed = Ticks(ref scanner);
                break;
            case "updatedAt":
                manifest.Updated = Ticks(ref scanner);
                break;
            case "createdAt":
                manifest.Created = Ticks(ref scanner);
                break;
            case "pulledAt":
                manifest.Pulled = Ticks(ref scanner);
                break;
            case "tags":
                ReadTags(ref scanner, manifest.Tags);
                break;
            case "versionId":
                manifest.VersionId = scanner.Number();
                break;
            case "locked":
                manifest.Locked = scanner.Flag();
                break;
            case "unread":
                manifest.Unread = scanner.Flag();
                break;
            case "manifests":
                ReadEntries(ref scanner, manifest);
                break;
            case "subject":
                manifest.Subject = scanner.Token == JsonTokenType.Null ? null : scanner.DigestText();
                break;
            case "mentions":
                ReadDigests(ref scanner, manifest.Mentions);
                break;
            case "config":
                ReadConfig(ref scanner, manifest);
                break;
            case "layers":
                ReadLayers(ref scanner, manifest);
                break;
            case "annotations":
                ReadMap(ref scanner, manifest.Texts, manifest.Annotations);
                break;
            case "materials":
                ReadDigests(ref scanner, manifest.Materials);
                break;
            case "materialsUnread":
                manifest.MaterialsUnread = scanner.Flag();
                break;
            default:
                scanner.SkipUnknown(property, "a manifest", Keys);
                break;
        }
    }

    private static long Ticks(ref JsonScanner scanner) => scanner.Time()?.UtcTicks ?? 0;

    /// <summary>Skips what parts of a manifest may have and no decision needs.</summary>
    private static void Skip(ref JsonScanner scanner, string property, string owner, string[] keys)
    {
        if (DescriptorKeys.Contains(property, StringComparer.Ordinal))
        {
            scanner.Skip();
        }
        else
        {
            scanner.SkipUnknown(property, owner, keys);
        }
    }

    /// <summary>A list of tags; empty for null.</summary>
    public static void ReadTags(ref JsonScanner scanner, List<string> tags)
    {
        if (!scanner.StartArray())
        {
            return;
        }

        while (scanner.NextItem())
        {
            scanner.Item++;
            var tag = scanner.Text();
            tags.Add(string.IsNullOrEmpty(tag) ? throw scanner.Error("a tag is expected") : tag);
        }
    }

    /// <summary>A list of digests; empty for null.</summary>
    public static void ReadDigests(ref JsonScanner scanner, List<DigestText> digests)
    {
        if (!scanner.StartArray())
        {
            return;
        }

        while (scanner.NextItem())
        {
            scanner.Item++;
            digests.Add(scanner.DigestText());
        }
    }

    private static void ReadEntries(ref JsonScanner scanner, ManifestDraft manifest)
    {
        if (!scanner.StartArray())
        {
            return;
        }

        manifest.HasEntries = true;
        while (scanner.NextItem())
        {
            scanner.Item++;
            scanner.ExpectObject();
            manifest.Entries.Add(ReadEntry(ref scanner, manifest.Texts));
        }
    }

    private static EntryDraft ReadEntry(ref JsonScanner scanner, StringPool texts)
    {
        DigestText? digest = null;
        var (mediaType, artifactType, platform, size) = (-1, -1, -1, 0L);
        var annotations = default(EntryAnnotations);
        while (scanner.NextProperty(out var property))
        {
            switch (property)
            {
                case "digest":
                    digest = scanner.DigestText();
                    break;
                case "mediaType":
                    mediaType = texts.Intern(scanner.CommonText());
                    break;
                case "artifactType":
                    artifactType = texts.Intern(scanner.CommonText());
                    break;
                case "size":
                    size = scanner.Number() ?? 0;
                    break;
                case "platform":
                    platform = texts.Intern(scanner.CommonText());
                    break;
                case "annotations":
                    annotations = ReadEntryAnnotations(ref scanner);
                    break;
                default:
                    Skip(ref scanner, property, "an entry of 'manifests'", EntryKeys);
                    break;
            }
        }

        return new EntryDraft
        {
            Digest = digest ?? throw scanner.Error("'digest' is missing"),
            MediaType = mediaType,
            ArtifactType = artifactType,
            Platform = platform,
            Size = size,
            Annotations = annotations,
        };
    }

    private static EntryAnnotations ReadEntryAnnotations(ref JsonScanner scanner)
    {
        var annotations = default(EntryAnnotations);
        if (scanner.Token == JsonTokenType.Null)
        {
            return annotations;
        }

        scanner.ExpectObject();
        while (scanner.NextProperty(out var key))
        {
            if (scanner.Token == JsonTokenType.Null)
            {
                throw scanner.Error("a string is expected");
            }

            if (EntryAnnotations.Wants(key))
            {
                annotations = annotations.With(key, scanner.CommonText()!);
            }
            else
            {
                scanner.SkipText();
            }
        }

        return annotations;
    }

    private static void ReadConfig(ref JsonScanner scanner, ManifestDraft manifest)
    {
        if (scanner.Token == JsonTokenType.Null)
        {
            return;
        }

        scanner.ExpectObject();
        manifest.HasConfig = true;
        while (scanner.NextProperty(out var property))
        {
            switch (property)
            {
                case "digest":
                    manifest.ConfigDigest = scanner.Token == JsonTokenType.Null ? null : scanner.DigestText().Digest;
                    break;
                case "mediaType":
                    manifest.ConfigType = manifest.Texts.Intern(scanner.CommonText());
                    break;
                case "size":
                    manifest.ConfigSize = scanner.Number() ?? 0;
                    break;
                case "labels":
                    ReadMap(ref scanner, manifest.Texts, manifest.Labels);
                    break;
                default:
                    Skip(ref scanner, property, "'config'", ConfigKeys);
                    break;
            }
        }
    }

    private static void ReadLayers(ref JsonScanner scanner, ManifestDraft manifest)
    {
        if (!scanner.StartArray())
        {
            return;
        }

        while (scanner.NextItem())
        {
            scanner.Item++;
            scanner.ExpectObject();
            Digest? digest = null;
            var size = 0L;
            while (scanner.NextProperty(out var property))
            {
                switch (property)
                {
                    case "digest":
                        digest = scanner.DigestText().Digest;
                        break;
                    case "size":
                        size = scanner.Number() ?? 0;
                        break;
                    default:
                        Skip(ref scanner, property, "a layer", LayerKeys);
                        break;
                }
            }

            manifest.Layers.Add((digest ?? throw scanner.Error("'digest' is missing"), size));
        }
    }

    private static void ReadMap(ref JsonScanner scanner, StringPool texts, List<(int Key, int Value)> map)
    {
        if (scanner.Token == JsonTokenType.Null)
        {
            return;
        }

        scanner.ExpectObject();
        while (scanner.NextProperty(out var key))
        {
            var value = scanner.Text(texts);
            map.Add((texts.Intern(key), value < 0 ? throw scanner.Error("a string is expected") : value));
        }
    }
}
