using System.Collections.Immutable;
using System.Runtime.InteropServices;
using PolicyEngine.Snapshots;

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

    private readonly Dictionary<Digest, int> _rowOf = [];
    private readonly ManifestRows _rows = new();
    private readonly Dictionary<int, string> _otherTexts = [];
    private readonly StringPool _strings = new();
    private readonly List<EntryRow> _entries = [];
    private readonly EdgeRows _subjects = new();
    private readonly EdgeRows _mentions = new();
    private readonly List<string> _tagTexts = [];
    private readonly List<int> _tagRows = [];
    private readonly Dictionary<Digest, int> _blobOf = [];
    private readonly List<Digest> _blobDigests = [];
    private readonly List<long> _blobSizes = [];
    private readonly EdgeRows _blobUses = new();
    private readonly List<(int Node, int Key, int Value)> _annotations = [];
    private readonly List<(int Node, int Key, int Value)> _labels = [];

    /// <inheritdoc/>
    /// <exception cref="FormatException">The digest of the manifest or one in its document is none. In the latter case the manifest is taken in as unread.</exception>
    public void Add(ManifestRecord manifest)
    {
        var row = RowOf(manifest.Digest);
        ref var data = ref _rows[row];
        data.Marks |= RowMarks.Present | (manifest.Locked ? RowMarks.Locked : 0);
        data.Pushed = Math.Max(data.Pushed, TicksOf(manifest.PushedAt));
        data.Updated = Math.Max(data.Updated, TicksOf(manifest.UpdatedAt));
        data.Pulled = Math.Max(data.Pulled, TicksOf(manifest.PulledAt));
        if (manifest.VersionId is { } versionId)
        {
            data.VersionId = data.Has(RowMarks.Versioned) ? Math.Max(data.VersionId, versionId) : versionId;
            data.Marks |= RowMarks.Versioned;
        }

        foreach (var tag in manifest.Tags)
        {
            _tagTexts.Add(tag);
            _tagRows.Add(row);
        }

        if (!manifest.Unread)
        {
            AddDocument(row, ref data, manifest);
        }
        else if (!data.Has(RowMarks.Read))
        {
            AddShape(ref data, manifest);
        }
    }

    private void AddDocument(int row, ref ManifestRow data, ManifestRecord manifest)
    {
        var isFirst = !data.Has(RowMarks.Read);
        if (isFirst)
        {
            (data.MediaType, data.ArtifactType, data.ConfigType, data.Platform, data.Size, data.Created) = (-1, -1, -1, -1, 0, 0);
            data.Marks |= RowMarks.Read;
        }

        AddShape(ref data, manifest);
        var (entries, blobs, subjects, mentions) = (_entries.Count, _blobUses.Count, _subjects.Count, _mentions.Count);
        try
        {
            AddEdges(row, manifest);
        }
        catch (FormatException)
        {
            CollectionsMarshal.SetCount(_entries, entries);
            _blobUses.Truncate(blobs);
            _subjects.Truncate(subjects);
            _mentions.Truncate(mentions);
            data.Marks |= RowMarks.Broken;
            throw;
        }

        if (isFirst)
        {
            (data.EntryStart, data.EntryCount) = (entries, _entries.Count - entries);
            (data.BlobStart, data.BlobCount) = (blobs, _blobUses.Count - blobs);
        }
        else
        {
            MarkDifference(ref data, entries, blobs);
        }

        AddPairs(_annotations, row, manifest.Annotations);
        if (manifest.Config is { } config)
        {
            AddPairs(_labels, row, config.Labels);
        }
    }

    private void AddShape(ref ManifestRow data, ManifestRecord manifest)
    {
        data.MediaType = Prefer(data.MediaType, manifest.MediaType);
        data.ArtifactType = Prefer(data.ArtifactType, manifest.ArtifactType);
        data.ConfigType = Prefer(data.ConfigType, manifest.Config?.MediaType);
        data.Platform = Prefer(data.Platform, manifest.Platform);
        data.Size = Math.Max(data.Size, manifest.Size ?? 0);
        data.Created = Math.Max(data.Created, TicksOf(manifest.CreatedAt));
        if (!manifest.Annotations.IsEmpty && manifest.Annotations.TryGetValue(CreatedKey, out var created)
            && ImageTime.Parse(created) is { } time)
        {
            data.Annotated = Math.Max(data.Annotated, time.UtcTicks);
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
            var target = RowOf(subject);
            _rows[target].Marks |= RowMarks.Referenced;
            _subjects.Add(row, target);
        }

        foreach (var mention in manifest.Mentions)
        {
            _mentions.Add(row, RowOf(mention));
        }

        if (manifest.Config?.Digest is { } config)
        {
            _blobUses.Add(row, BlobOf(Digest.Parse(config), manifest.Config.Size));
        }

        foreach (var layer in manifest.Layers)
        {
            _blobUses.Add(row, BlobOf(Digest.Parse(layer.Digest), layer.Size));
        }

        foreach (var entry in manifest.Manifests ?? [])
        {
            AddEntry(row, entry);
        }
    }

    private void AddEntry(int row, DescriptorRecord entry)
    {
        var target = RowOf(entry.Digest);
        var isBlob = !string.IsNullOrEmpty(entry.MediaType) && !MediaTypes.IsManifest(entry.MediaType);
        if (!isBlob)
        {
            _rows[target].Marks |= RowMarks.Referenced;
        }

        if (string.Equals(entry.Platform, UnknownPlatform, StringComparison.Ordinal)
            || (!entry.Annotations.IsEmpty && entry.Annotations.TryGetValue(ReferenceTypeKey, out var type) && type is AttestationType))
        {
            _rows[target].Marks |= RowMarks.Attestation;
        }

        _entries.Add(new EntryRow(
            row,
            isBlob ? ~target : target,
            _strings.Intern(entry.MediaType),
            _strings.Intern(entry.ArtifactType),
            _strings.Intern(entry.Platform),
            entry.Size ?? 0));
    }

    /// <summary>Drops what a further reading of a document repeats; where it differs, the lists are put in order later.</summary>
    private void MarkDifference(ref ManifestRow data, int entries, int blobs)
    {
        var all = CollectionsMarshal.AsSpan(_entries);
        if (all[entries..].SequenceEqual(all.Slice(data.EntryStart, data.EntryCount))
            && _blobUses.Targets[blobs..].SequenceEqual(_blobUses.Targets.Slice(data.BlobStart, data.BlobCount)))
        {
            CollectionsMarshal.SetCount(_entries, entries);
            _blobUses.Truncate(blobs);
        }
        else
        {
            data.Marks |= RowMarks.Ambiguous;
        }
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

    private int RowOf(string text)
    {
        var digest = Digest.Parse(text);
        ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(_rowOf, digest, out var known);
        if (!known)
        {
            row = _rows.Count;
            _rows.Add(digest);
            if (!Digest.IsSha256(text))
            {
                _otherTexts.Add(row, text);
            }
        }

        return row;
    }

    private int BlobOf(Digest digest, long? size)
    {
        ref var blob = ref CollectionsMarshal.GetValueRefOrAddDefault(_blobOf, digest, out var known);
        if (!known)
        {
            blob = _blobSizes.Count;
            _blobDigests.Add(digest);
            _blobSizes.Add(size ?? 0);
        }
        else if (size > _blobSizes[blob])
        {
            _blobSizes[blob] = size.Value;
        }

        return blob;
    }

    /// <summary>The ordinally smaller of two texts, and any rather than none.</summary>
    private int Prefer(int known, string? text)
    {
        var id = _strings.Intern(text);
        return id < 0 || id == known || (known >= 0 && string.CompareOrdinal(_strings[known], text) < 0) ? known : id;
    }

    private static long TicksOf(DateTimeOffset? time) => time?.UtcTicks ?? 0;
}
