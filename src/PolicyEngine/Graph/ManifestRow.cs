namespace PolicyEngine.Graph;

/// <summary>What the builder knows of one digest while manifests come in. Strings are ids of the builder's pool, -1 for none; times are UTC ticks.</summary>
internal struct ManifestRow
{
    public Digest Digest;
    public RowMarks Marks;
    public int MediaType;
    public int ArtifactType;
    public int ConfigType;
    public int Platform;
    public int EntryStart;
    public int EntryCount;
    public int BlobStart;
    public int BlobCount;
    public long Size;
    public long Pushed;
    public long Updated;
    public long Created;
    public long Annotated;
    public long Pulled;
    public long VersionId;

    /// <summary>Whether the digest is a manifest of the repository.</summary>
    public readonly bool IsPresent => (Marks & RowMarks.Present) != 0;

    /// <summary>Whether the digest becomes a node: it is present, or something refers to it as to a manifest.</summary>
    public readonly bool IsNode => (Marks & (RowMarks.Present | RowMarks.Referenced)) != 0;

    /// <summary>Whether its document is known.</summary>
    public readonly bool IsRead => (Marks & (RowMarks.Read | RowMarks.Broken)) == RowMarks.Read;

    /// <summary>Whether any of these marks is set.</summary>
    public readonly bool Has(RowMarks marks) => (Marks & marks) != 0;
}

/// <summary>What is known of a digest beside its columns.</summary>
[Flags]
internal enum RowMarks
{
    None = 0,

    /// <summary>A manifest of the repository.</summary>
    Present = 1,

    /// <summary>An index entry, a subject, or named by a referrer tag.</summary>
    Referenced = 2,

    /// <summary>The document was read.</summary>
    Read = 4,

    /// <summary>The document could not be taken in: it counts as unread whatever else comes.</summary>
    Broken = 8,

    /// <summary>The registry refuses to delete it.</summary>
    Locked = 16,

    /// <summary>The package version's id is known.</summary>
    Versioned = 32,

    /// <summary>Its entries were given, so that without a media type it is an index.</summary>
    HasEntries = 64,

    /// <summary>It was read twice with different content: its lists are united and put in order.</summary>
    Ambiguous = 128,

    /// <summary>An index lists it as an attestation manifest.</summary>
    Attestation = 256,
}

/// <summary>An entry of an index. The target is the complement of an id where the media type is no manifest's.</summary>
internal readonly record struct EntryRow(int Source, int Target, int MediaType, int ArtifactType, int Platform, long Size);

/// <summary>Rows in chunks: growing neither copies them nor invalidates a reference to one.</summary>
internal sealed class ManifestRows
{
    private const int ChunkBits = 12;
    private readonly List<ManifestRow[]> _chunks = [];

    /// <summary>The number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>A row, to read or to change.</summary>
    public ref ManifestRow this[int row] => ref _chunks[row >> ChunkBits][row & ((1 << ChunkBits) - 1)];

    /// <summary>Appends a row that knows nothing but its digest.</summary>
    public void Add(Digest digest)
    {
        if ((Count & ((1 << ChunkBits) - 1)) == 0)
        {
            _chunks.Add(new ManifestRow[1 << ChunkBits]);
        }

        Count++;
        this[Count - 1] = new ManifestRow { Digest = digest, MediaType = -1, ArtifactType = -1, ConfigType = -1, Platform = -1 };
    }
}
