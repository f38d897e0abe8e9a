using System.Collections.Immutable;
using PolicyEngine.Oci;

namespace PolicyEngine.Graph;

/// <summary>
/// A manifest on its way into a <see cref="DigestGraphBuilder"/>. One is filled again and again, so that manifests leave nothing
/// behind. Texts are ids of the builder's pool, -1 for none; times are UTC ticks and sizes bytes, 0 for none.
/// </summary>
internal sealed class ManifestDraft(StringPool texts)
{
    private const string CreatedKey = "org.opencontainers.image.created";

    public StringPool Texts { get; } = texts;

    public DigestText? Digest { get; set; }

    public int MediaType { get; set; }

    public int ArtifactType { get; set; }

    public int Platform { get; set; }

    public long Size { get; set; }

    public long Pushed { get; set; }

    public long Updated { get; set; }

    public long Created { get; set; }

    public long Pulled { get; set; }

    public long? VersionId { get; set; }

    public bool Locked { get; set; }

    public bool Unread { get; set; }

    public List<string> Tags { get; } = [];

    /// <summary>Whether it has a list of entries, empty or not.</summary>
    public bool HasEntries { get; set; }

    public List<EntryDraft> Entries { get; } = [];

    public DigestText? Subject { get; set; }

    public List<DigestText> Mentions { get; } = [];

    /// <summary>What the provenance that it carries says that an image was built of.</summary>
    public List<DigestText> Materials { get; } = [];

    /// <summary>Whether it carries more provenance than was read.</summary>
    public bool MaterialsUnread { get; set; }

    public bool HasConfig { get; set; }

    public Digest? ConfigDigest { get; set; }

    public int ConfigType { get; set; }

    public long ConfigSize { get; set; }

    public List<(int Key, int Value)> Labels { get; } = [];

    public List<(Digest Digest, long Size)> Layers { get; } = [];

    public List<(int Key, int Value)> Annotations { get; } = [];

    /// <summary>When the annotations say that it was created.</summary>
    public long Annotated
    {
        get
        {
            foreach (var (key, value) in Annotations)
            {
                if (string.Equals(Texts[key], CreatedKey, StringComparison.Ordinal))
                {
                    return ImageTime.Parse(Texts[value]!)?.UtcTicks ?? 0;
                }
            }

            return 0;
        }
    }

    /// <summary>Makes it that of a manifest of which nothing is known.</summary>
    public void Clear()
    {
        Digest = null;
        (MediaType, ArtifactType, Platform) = (-1, -1, -1);
        (Size, Pushed, Updated, Created, Pulled, VersionId) = (0, 0, 0, 0, 0, null);
        (Locked, Unread, MaterialsUnread) = (false, false, false);
        Tags.Clear();
        Annotations.Clear();
        HasEntries = false;
        Entries.Clear();
        Subject = null;
        Mentions.Clear();
        Materials.Clear();
        (HasConfig, ConfigDigest, ConfigType, ConfigSize) = (false, null, -1, 0);
        Labels.Clear();
        Layers.Clear();
    }

    /// <summary>Takes over a record.</summary>
    /// <returns>What is wrong with its document: a digest in it is none; null if nothing.</returns>
    /// <exception cref="FormatException">The digest of the manifest is none.</exception>
    public FormatException? Take(ManifestRecord manifest)
    {
        Clear();
        Digest = DigestText.Parse(manifest.Digest);
        MediaType = Texts.Intern(manifest.MediaType);
        ArtifactType = Texts.Intern(manifest.ArtifactType);
        Platform = Texts.Intern(manifest.Platform);
        Size = manifest.Size ?? 0;
        (Pushed, Updated) = (TicksOf(manifest.PushedAt), TicksOf(manifest.UpdatedAt));
        (Created, Pulled) = (TicksOf(manifest.CreatedAt), TicksOf(manifest.PulledAt));
        VersionId = manifest.VersionId;
        (Locked, Unread) = (manifest.Locked, manifest.Unread);
        Tags.AddRange(manifest.Tags);
        TakePairs(Annotations, manifest.Annotations);
        HasEntries = manifest.Manifests is not null;
        ConfigType = Texts.Intern(manifest.Config?.MediaType);
        if (manifest.Unread)
        {
            return null;
        }

        try
        {
            TakeDocument(manifest);
            return null;
        }
        catch (FormatException exception)
        {
            return exception;
        }
    }

    private void TakeDocument(ManifestRecord manifest)
    {
        Subject = manifest.Subject is null ? null : DigestText.Parse(manifest.Subject);
        foreach (var mention in manifest.Mentions)
        {
            Mentions.Add(DigestText.Parse(mention));
        }

        MaterialsUnread = manifest.MaterialsUnread;
        foreach (var material in manifest.Materials)
        {
            Materials.Add(DigestText.Parse(material));
        }

        if (manifest.Config is { } config)
        {
            HasConfig = true;
            ConfigDigest = config.Digest is null ? null : Oci.Digest.Parse(config.Digest);
            ConfigSize = config.Size ?? 0;
            TakePairs(Labels, config.Labels);
        }

        foreach (var layer in manifest.Layers)
        {
            Layers.Add((Oci.Digest.Parse(layer.Digest), layer.Size ?? 0));
        }

        foreach (var entry in manifest.Manifests ?? [])
        {
            Entries.Add(Entry(entry));
        }
    }

    private EntryDraft Entry(DescriptorRecord entry)
    {
        var annotations = new EntryAnnotations();
        if (!entry.Annotations.IsEmpty)
        {
            foreach (var (key, value) in entry.Annotations)
            {
                annotations = annotations.With(key, value);
            }
        }

        return new EntryDraft
        {
            Digest = DigestText.Parse(entry.Digest),
            MediaType = Texts.Intern(entry.MediaType),
            ArtifactType = Texts.Intern(entry.ArtifactType),
            Platform = Texts.Intern(entry.Platform),
            Size = entry.Size ?? 0,
            Annotations = annotations,
        };
    }

    private void TakePairs(List<(int, int)> pairs, ImmutableSortedDictionary<string, string> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        foreach (var (key, value) in values)
        {
            pairs.Add((Texts.Intern(key), Texts.Intern(value)));
        }
    }

    private static long TicksOf(DateTimeOffset? time) => time?.UtcTicks ?? 0;
}
