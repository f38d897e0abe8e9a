namespace PolicyEngine.Graph;

/// <summary>One manifest as it was added. Strings are ids of the builder's pool, -1 for none; times are UTC ticks.</summary>
internal struct ManifestRow
{
    public int Occurrence;
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

    /// <summary>A row that knows nothing.</summary>
    public static ManifestRow Empty =>
        new()
        {
            MediaType = -1,
            ArtifactType = -1,
            ConfigType = -1,
            Platform = -1,
        };

    /// <summary>Whether its document is known.</summary>
    public readonly bool IsRead => (Marks & (RowMarks.Read | RowMarks.Broken)) == RowMarks.Read;

    /// <summary>Whether any of these marks is set.</summary>
    public readonly bool Has(RowMarks marks) => (Marks & marks) != 0;
}

/// <summary>What is known of an added manifest beside its columns.</summary>
[Flags]
internal enum RowMarks
{
    None = 0,

    /// <summary>The document was read.</summary>
    Read = 1,

    /// <summary>The document could not be taken in: it counts as unread whatever else comes.</summary>
    Broken = 2,

    /// <summary>The registry refuses to delete it.</summary>
    Locked = 4,

    /// <summary>The package version's id is known.</summary>
    Versioned = 8,

    /// <summary>Its entries were given, so that without a media type it is an index.</summary>
    HasEntries = 16,

    /// <summary>It was read twice with different content: its lists are united and put in order.</summary>
    Ambiguous = 32,

    /// <summary>Its lists repeat those of the same manifest added before.</summary>
    Repetition = 64,

    /// <summary>Its config is known, or it says that it has none that could be read.</summary>
    Configured = 128,
}
