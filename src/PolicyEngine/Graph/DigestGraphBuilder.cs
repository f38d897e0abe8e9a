using System.Runtime.ExceptionServices;
using PolicyEngine.Oci;

namespace PolicyEngine.Graph;

/// <summary>Builds a <see cref="DigestGraph"/> from manifests in any order. Not thread-safe.</summary>
/// <remarks>
/// A digest that comes twice: tags are united, a read document wins over an unread one; where two readings of one document differ, which
/// content addressing rules out, their edges are united and the later times hold, so that the order of arrival never matters.
/// </remarks>
public sealed partial class DigestGraphBuilder : IManifestSink
{
    private readonly ChunkedList<ManifestRow> _rows = new();
    private readonly DigestOccurrences _digests = new();
    private readonly Dictionary<int, string> _otherTexts = [];
    private readonly StringPool _strings;
    private readonly ManifestDraft _draft;
    private readonly List<bool> _isManifestType = [];
    private readonly ChunkedList<EntryRow> _entries = new();
    private readonly EdgeRows _subjects = new();
    private readonly EdgeRows _mentions = new();
    private readonly List<string> _tagTexts = [];
    private readonly List<int> _tagRows = [];
    private readonly Dictionary<string, int> _named = new(StringComparer.Ordinal);
    private readonly DigestOccurrences _blobs = new();
    private readonly ChunkedList<long> _blobSizes = new();
    private readonly List<(int Node, int Key, int Value)> _annotations = [];
    private readonly List<(int Node, int Key, int Value)> _bases = [];
    private readonly List<int> _materialsUnread = [];
    private readonly List<(int Node, int Key, int Value)> _labels = [];
    private bool _hasBlobEntries;

    /// <summary>Creates one without manifests.</summary>
    public DigestGraphBuilder()
    {
        _strings = new StringPool();
        _draft = new ManifestDraft(_strings);
    }

    /// <inheritdoc/>
    /// <exception cref="FormatException">The digest of the manifest or one in its document
    /// is none. In the latter case the manifest is taken in as unread.</exception>
    public void Add(ManifestRecord manifest)
    {
        var wrong = _draft.Take(manifest);
        Add(isBroken: wrong is not null);
        if (wrong is not null)
        {
            ExceptionDispatchInfo.Throw(wrong);
        }
    }

    /// <summary>An empty draft, to be filled and added before the next one is asked for.</summary>
    internal ManifestDraft Begin()
    {
        _draft.Clear();
        return _draft;
    }

    /// <summary>Adds the draft, which has a digest.</summary>
    /// <returns>A number for <see cref="IsSame"/>.</returns>
    internal int AddDraft()
    {
        Add(isBroken: false);
        return _rows.Count - 1;
    }

    /// <summary>Whether a manifest that was added has the same digest as another.</summary>
    internal bool IsSame(int added, int other) => _digests[_rows[added].Occurrence] == _digests[_rows[other].Occurrence];

    private void Add(bool isBroken)
    {
        var row = _rows.Count;
        ref var data = ref _rows.Add(ManifestRow.Empty);
        data.Occurrence = Note(_draft.Digest!.Value);
        data.Marks = _draft.Locked ? RowMarks.Locked : RowMarks.None;
        (data.Pushed, data.Updated, data.Pulled) = (_draft.Pushed, _draft.Updated, _draft.Pulled);
        if (_draft.VersionId is { } versionId)
        {
            data.VersionId = versionId;
            data.Marks |= RowMarks.Versioned;
        }

        foreach (var tag in _draft.Tags)
        {
            _tagTexts.Add(tag);
            _tagRows.Add(row);
            if (ReferrerTagName.TryParse(tag, out var name) && !name.IsTruncated && !_named.ContainsKey(tag))
            {
                _named.Add(tag, Note(DigestText.Parse(name.Digest)));
            }
        }

        AddShape(ref data);
        if (isBroken)
        {
            data.Marks |= RowMarks.Read | RowMarks.Broken;
        }
        else if (!_draft.Unread)
        {
            AddDocument(row, ref data);
        }
    }

    private void AddDocument(int row, ref ManifestRow data)
    {
        data.Marks |= RowMarks.Read;
        (data.EntryStart, data.BlobStart) = (_entries.Count, _blobs.Count);
        AddEdges(row);
        (data.EntryCount, data.BlobCount) = (_entries.Count - data.EntryStart, _blobs.Count - data.BlobStart);
        foreach (var (key, value) in _draft.Annotations)
        {
            _annotations.Add((row, key, value));
        }

        foreach (var material in _draft.Materials)
        {
            AddBase(row, material.ToString());
        }

        if (_draft.MaterialsUnread)
        {
            _materialsUnread.Add(row);
        }

        if (_draft.HasConfig)
        {
            data.Marks |= RowMarks.Configured;
            foreach (var (key, value) in _draft.Labels)
            {
                _labels.Add((row, key, value));
            }
        }
    }

    private void AddShape(ref ManifestRow data)
    {
        (data.MediaType, data.ArtifactType) = (_draft.MediaType, _draft.ArtifactType);
        (data.ConfigType, data.Platform) = (_draft.ConfigType, _draft.Platform);
        data.Size = SizeOf(_draft.Size);
        (data.Created, data.Annotated) = (_draft.Created, _draft.Annotated);
        if (_draft.HasEntries)
        {
            data.Marks |= RowMarks.HasEntries;
        }
    }

    private void AddEdges(int row)
    {
        if (_draft.Subject is { } subject)
        {
            _subjects.Add(row, Note(subject));
        }

        foreach (var mention in _draft.Mentions)
        {
            _mentions.Add(row, Note(mention));
        }

        if (_draft.ConfigDigest is { } config)
        {
            AddBlob(config, SizeOf(_draft.ConfigSize));
        }

        foreach (var (digest, size) in _draft.Layers)
        {
            AddBlob(digest, SizeOf(size));
        }

        foreach (var entry in _draft.Entries)
        {
            AddEntry(row, entry);
        }
    }

    private void AddEntry(int row, in EntryDraft entry)
    {
        var isBlob = entry.MediaType >= 0 && !IsManifestType(entry.MediaType);
        _hasBlobEntries |= isBlob;
        _entries.Add(
            new EntryRow(
                SizeOf(entry.Size),
                row,
                Note(entry.Digest),
                entry.MediaType,
                entry.ArtifactType,
                entry.Platform,
                isBlob,
                entry.IsAttestation(_strings)
            )
        );
        if (entry.Annotations.Base is { } named)
        {
            AddBase(row, named);
        }
    }

    private void AddBase(int row, string named)
    {
        var text = _strings.Intern(named);
        _bases.Add((row, text, text));
    }

    private void AddBlob(in Digest digest, long size)
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

    private int Note(in DigestText text)
    {
        var occurrence = _digests.Add(text.Digest);
        if (text.Other is { } other)
        {
            _otherTexts.Add(occurrence, other);
        }

        return occurrence;
    }

    /// <summary>A stated size, 0 if there is none. Sizes come from strangers:
    /// one above 1 TiB is taken as that, so that no sum can overflow.</summary>
    private static long SizeOf(long size) => Math.Clamp(size, 0, 1L << 40);
}
