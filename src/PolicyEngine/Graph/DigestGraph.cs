using PolicyEngine.Snapshots;

namespace PolicyEngine.Graph;

/// <summary>The digest graph of one repository in flat columns. Immutable and thread-safe.</summary>
/// <remarks>
/// Nodes are dense ids. <c>[0, PresentCount)</c> are the manifests of the repository in ascending order of their digest's text;
/// <c>[PresentCount, Count)</c> are digests that are referenced but missing, in the same order. Ids are valid within one graph only.
/// Times are UTC ticks, 0 where absent.
/// </remarks>
public sealed partial class DigestGraph
{
    /// <summary>What the snapshot says of the repository.</summary>
    public RepositoryInfo Info => throw new NotImplementedException();

    /// <summary>The number of present manifests.</summary>
    public int PresentCount => throw new NotImplementedException();

    /// <summary>The number of nodes, missing ones included.</summary>
    public int Count => throw new NotImplementedException();

    /// <summary>The digest's text.</summary>
    public string TextOf(int node) => throw new NotImplementedException();

    /// <summary>Finds a node by its digest's text.</summary>
    public bool TryFind(string digest, out int node) => throw new NotImplementedException();

    /// <summary>The SHA-256, in lower-case hex, of everything the graph holds; the same for any order of manifests and tags.</summary>
    public string Fingerprint => throw new NotImplementedException();

#pragma warning disable CS1591
    // --- columns of present nodes ---
    public ManifestKind KindOf(int node) => throw new NotImplementedException();
    public ManifestRole RoleOf(int node) => throw new NotImplementedException();
    /// <summary>The media type, defaulted as ManifestRecord says.</summary>
    public string MediaTypeOf(int node) => throw new NotImplementedException();
    /// <summary>Effective artifact type: own, else the config's media type unless that is an image config's; null if none.</summary>
    public string? ArtifactTypeOf(int node) => throw new NotImplementedException();
    /// <summary>Own platform, else the one an index entry gives it (first by parent digest); null if none.</summary>
    public string? PlatformOf(int node) => throw new NotImplementedException();
    /// <summary>Size of the document in bytes (0 unknown; for children falls back to the descriptor's size).</summary>
    public long SizeOf(int node) => throw new NotImplementedException();
    public long? VersionIdOf(int node) => throw new NotImplementedException();
    public bool IsLocked(int node) => throw new NotImplementedException();
    public bool IsUnread(int node) => throw new NotImplementedException();
    public long PushedTicks(int node) => throw new NotImplementedException();
    public long UpdatedTicks(int node) => throw new NotImplementedException();
    public long CreatedTicks(int node) => throw new NotImplementedException();
    /// <summary>The annotation org.opencontainers.image.created, where it differs from CreatedTicks; 0 if none.</summary>
    public long AnnotatedTicks(int node) => throw new NotImplementedException();
    public long PulledTicks(int node) => throw new NotImplementedException();
    /// <summary>Whether any manifest has a pull time.</summary>
    public bool HasPullTimes => throw new NotImplementedException();
    public IEnumerable<KeyValuePair<string, string>> AnnotationsOf(int node) => throw new NotImplementedException();
    public IEnumerable<KeyValuePair<string, string>> LabelsOf(int node) => throw new NotImplementedException();

    // --- edges ---
    /// <summary>index -> entries (present or missing), entries that are blobs left out, no duplicates, in the index's order.</summary>
    public AdjacencyList Children => throw new NotImplementedException();
    /// <summary>entry -> the present indexes that list it, ascending.</summary>
    public AdjacencyList Parents => throw new NotImplementedException();
    /// <summary>manifest -> its subjects (field, and referrer tags on it), present or missing.</summary>
    public AdjacencyList Subjects => throw new NotImplementedException();
    /// <summary>subject (present or missing) -> its referrers (field and referrer tags), ascending.</summary>
    public AdjacencyList Referrers => throw new NotImplementedException();
    /// <summary>All keep edges between present nodes (SPEC 2): children, referrers, referrer tags' targets, mentions. Ascending, no duplicates.</summary>
    public AdjacencyList KeepEdges => throw new NotImplementedException();
    /// <summary>KeepEdges reversed.</summary>
    public AdjacencyList KeptBy => throw new NotImplementedException();

    // --- tags: user tags have dense ids in ordinal order of their text ---
    public int TagCount => throw new NotImplementedException();
    public string TagText(int tag) => throw new NotImplementedException();
    public int TagTarget(int tag) => throw new NotImplementedException();
    /// <summary>The user tags on a node, ascending.</summary>
    public ReadOnlySpan<int> TagsOf(int node) => throw new NotImplementedException();
    public bool TryFindTag(string text, out int tag) => throw new NotImplementedException();
    /// <summary>The referrer tags, in ordinal order of their text.</summary>
    public IReadOnlyList<ReferrerTag> ReferrerTags => throw new NotImplementedException();
    /// <summary>All tags on a node as text, user and referrer tags, ordinal order.</summary>
    public IReadOnlyList<string> AllTagsOf(int node) => throw new NotImplementedException();

    // --- roots (SPEC 1.3.1) ---
    /// <summary>The roots, orphaned ones included. Do not change it.</summary>
    public NodeSet Roots => throw new NotImplementedException();
    /// <summary>The orphaned roots. Do not change it.</summary>
    public NodeSet Orphans => throw new NotImplementedException();

    // --- blobs: configs, layers, blobs of artifacts; dense ids, each digest once ---
    public int BlobCount => throw new NotImplementedException();
    public ReadOnlySpan<int> BlobsOf(int node) => throw new NotImplementedException();
    public long BlobSize(int blob) => throw new NotImplementedException();

    /// <summary>The least set that holds <paramref name="seeds"/> and is closed under keep edges. A new set, capacity PresentCount.</summary>
    public NodeSet Closure(NodeSet seeds) => throw new NotImplementedException();
}
