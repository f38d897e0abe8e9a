using System.Collections.Immutable;
using System.Runtime.InteropServices;
using PolicyEngine.Oci;

namespace PolicyEngine.Graph;

/// <summary>Builds a <see cref="DigestGraph"/> from manifests in any order. Not thread-safe.</summary>
/// <remarks>
/// A digest that comes twice: tags are united, a read document wins over an unread one; where two readings of one document differ, which
/// content addressing rules out, their edges are united and the later times hold, so that the order of arrival never matters.
/// </remarks>
public sealed partial class DigestGraphBuilder : IManifestSink
{
    private const string ReferenceTypeKey = "vnd.docker.reference.type";
    private const string AttestationType = "attestation-manifest";
    private const string UnknownPlatform = "unknown/unknown";
    private const string CreatedKey = "org.opencontainers.image.created";

    private readonly ManifestRows _rows = new();
    private readonly DigestOccurrences _digests = new();
    private readonly Dictionary<int, string> _otherTexts = [];
    private readonly StringPool _strings = new();
    private readonly List<bool> _isManifestType = [];
    private readonly List<EntryRow> _entries = [];
    private readonly EdgeRows _subjects = new();
    private readonly EdgeRows _mentions = new();
    private readonly List<string> _tagTexts = [];
    private readonly List<int> _tagRows = [];
    private readonly Dictionary<string, int> _named = new(StringComparer.Ordinal);
    private readonly DigestOccurrences _blobs = new();
    private readonly List<long> _blobSizes = [];
    private readonly List<(int Node, int Key, int Value)> _annotations = [];
    private readonly List<(int Node, int Key, int Value)> _bases = [];
    private readonly List<(int Node, int Key, int Value)> _labels = [];

    /// <inheritdoc/>
    /// <exception cref="FormatException">The digest of the manifest or one in its document
    /// is none. In the latter case the manifest is taken in as unread.</exception>
    public void Add(ManifestRecord manifest)
    {
        var occurrence = Note(manifest.Digest);
        var row = _rows.Count;
        ref var data = ref _rows.Add();
        data.Occurrence = occurrence;
        data.Marks = manifest.Locked ? RowMarks.Locked : RowMarks.None;
        data.Pushed = TicksOf(manifest.PushedAt);
        data.Updated = TicksOf(manifest.UpdatedAt);
        data.Pulled = TicksOf(manifest.PulledAt);
        if (manifest.VersionId is { } versionId)
        {
            data.VersionId = versionId;
            data.Marks |= RowMarks.Versioned;
        }

        foreach (var tag in manifest.Tags)
        {
            _tagTexts.Add(tag);
            _tagRows.Add(row);
            if (ReferrerTagName.TryParse(tag, out var name) && !name.IsTruncated && !_named.ContainsKey(tag))
            {
                _named.Add(tag, Note(name.Digest));
            }
        }

        AddShape(ref data, manifest);
        if (!manifest.Unread)
        {
            AddDocument(row, ref data, manifest);
        }
    }

    private void AddDocument(int row, ref ManifestRow data, ManifestRecord manifest)
    {
        data.Marks |= RowMarks.Read;
        (data.EntryStart, data.BlobStart) = (_entries.Count, _blobs.Count);
        var (subjects, mentions) = (_subjects.Count, _mentions.Count);
        try
        {
            AddEdges(row, manifest);
        }
        catch (FormatException)
        {
            CollectionsMarshal.SetCount(_entries, data.EntryStart);
            CollectionsMarshal.SetCount(_blobSizes, data.BlobStart);
            _blobs.Truncate(data.BlobStart);
            _subjects.Truncate(subjects);
            _mentions.Truncate(mentions);
            data.Marks |= RowMarks.Broken;
            throw;
        }

        (data.EntryCount, data.BlobCount) = (_entries.Count - data.EntryStart, _blobs.Count - data.BlobStart);
        AddPairs(_annotations, row, manifest.Annotations);
        AddBases(row, manifest);
        if (manifest.Config is { } config)
        {
            data.Marks |= RowMarks.Configured;
            AddPairs(_labels, row, config.Labels);
        }
    }

    private void AddShape(ref ManifestRow data, ManifestRecord manifest)
    {
        data.MediaType = _strings.Intern(manifest.MediaType);
        data.ArtifactType = _strings.Intern(manifest.ArtifactType);
        data.ConfigType = _strings.Intern(manifest.Config?.MediaType);
        data.Platform = _strings.Intern(manifest.Platform);
        data.Size = SizeOf(manifest.Size);
        data.Created = TicksOf(manifest.CreatedAt);
        if (
            !manifest.Annotations.IsEmpty
            && manifest.Annotations.TryGetValue(CreatedKey, out var created)
            && ImageTime.Parse(created) is { } time
        )
        {
            data.Annotated = time.UtcTicks;
        }

        if (manifest.Manifests is not null)
        {
            data.Marks |= RowMarks.HasEntries;
        }
    }

    private void AddEdges(int row, ManifestRecord manifest)
    {
        if (manifest.Subject is { } subject)
        {
            _subjects.Add(row, Note(subject));
        }

        foreach (var mention in manifest.Mentions)
        {
            _mentions.Add(row, Note(mention));
        }

        if (manifest.Config?.Digest is { } config)
        {
            AddBlob(Digest.Parse(config), SizeOf(manifest.Config.Size));
        }

        foreach (var layer in manifest.Layers)
        {
            AddBlob(Digest.Parse(layer.Digest), SizeOf(layer.Size));
        }

        foreach (var entry in manifest.Manifests ?? [])
        {
            var mediaType = _strings.Intern(entry.MediaType);
            _entries.Add(
                new EntryRow(
                    row,
                    Note(entry.Digest),
                    mediaType,
                    _strings.Intern(entry.ArtifactType),
                    _strings.Intern(entry.Platform),
                    SizeOf(entry.Size),
                    IsBlob: mediaType >= 0 && !IsManifestType(mediaType),
                    IsAttestation: string.Equals(entry.Platform, UnknownPlatform, StringComparison.Ordinal)
                        || (
                            !entry.Annotations.IsEmpty
                            && entry.Annotations.TryGetValue(ReferenceTypeKey, out var type)
                            && type is AttestationType
                        )
                )
            );
        }
    }

    private void AddBlob(Digest digest, long size)
    {
        _blobs.Add(digest);
        _blobSizes.Add(size);
    }

    /// <summary>Whether a media type is empty or a manifest's; looked at once for each type that comes up.</summary>
    private bool IsManifestType(int mediaType)
    {
        while (_isManifestType.Count <= mediaType)
        {
            var text = _strings[_isManifestType.Count]!;
            _isManifestType.Add(text.Length == 0 || MediaTypes.IsManifest(text));
        }

        return _isManifestType[mediaType];
    }

    private void AddPairs(List<(int, int, int)> pairs, int row, ImmutableSortedDictionary<string, string> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        foreach (var (key, value) in values)
        {
            pairs.Add((row, _strings.Intern(key), _strings.Intern(value)));
        }
    }

    /// <summary>What the entries of an index name as bases, a digest or else a name, and what provenance names.</summary>
    private void AddBases(int row, ManifestRecord manifest)
    {
        foreach (var entry in manifest.Manifests ?? [])
        {
            if (
                !entry.Annotations.IsEmpty
                && (
                    entry.Annotations.GetValueOrDefault(BaseKeys.Digest) is { Length: > 0 } digest && Digest.TryParse(digest.Trim(), out _)
                        ? digest
                        : entry.Annotations.GetValueOrDefault(BaseKeys.Name)
                )
                    is { } named
            )
            {
                AddBase(named);
            }
        }

        foreach (var material in manifest.Materials)
        {
            AddBase(material);
        }

        void AddBase(string named) => _bases.Add((row, _strings.Intern(named), _strings.Intern(named)));
    }

    private int Note(string text)
    {
        var occurrence = _digests.Add(Digest.Parse(text));
        if (!Digest.IsSha256(text))
        {
            _otherTexts.Add(occurrence, text);
        }

        return occurrence;
    }

    private static long TicksOf(DateTimeOffset? time) => time?.UtcTicks ?? 0;

    /// <summary>A stated size, 0 if there is none. Sizes come from strangers:
    /// one above 1 TiB is taken as that, so that no sum can overflow.</summary>
    private static long SizeOf(long? size) => Math.Clamp(size ?? 0, 0, 1L << 40);
}
