using PolicyEngine.Oci;

namespace PolicyEngine.Graph;

/// <summary>The digest graph of one repository in flat columns. Immutable and thread-safe.</summary>
/// <remarks>
/// Nodes are dense ids. <c>[0, PresentCount)</c> are the manifests of the repository in ascending order of their digest's text;
/// <c>[PresentCount, Count)</c> are digests that are referenced but missing, in the same order. Ids are valid within one graph only, but do
/// not depend on the order in which manifests and tags came. Times are UTC ticks, 0 where absent. Made by <see cref="DigestGraphBuilder"/>.
/// </remarks>
public sealed partial class DigestGraph
{
    private readonly DigestIndex _digests;
    private readonly NodeColumns _columns;
    private readonly EdgeTable _edges;
    private readonly TagTable _tags;
    private readonly BlobTable _blobs;
    private readonly PairTable _annotations;
    private readonly PairTable _labels;
    private readonly PairTable _otherPlatforms;
    private readonly PairTable _bases;
    private readonly NodeSet? _attestations;
    private readonly NodeSetBuilder? _referrerTagTargets;
    private readonly Lazy<NearestTags> _nearestTags;
    private readonly Lazy<ILookup<NodeId, ReferrerTag>> _referrerTagsBySubject;
    private string? _fingerprint;

    internal DigestGraph(
        RepositoryInfo info,
        DigestIndex digests,
        NodeColumns columns,
        EdgeTable edges,
        TagTable tags,
        BlobTable blobs,
        PairTable annotations,
        PairTable labels,
        PairTable otherPlatforms,
        PairTable bases,
        NodeSet materialsUnread,
        NodeSet? attestations
    )
    {
        Info = info;
        _digests = digests;
        _columns = columns;
        _edges = edges;
        _tags = tags;
        _blobs = blobs;
        _annotations = annotations;
        _labels = labels;
        _otherPlatforms = otherPlatforms;
        _bases = bases;
        MaterialsUnread = materialsUnread;
        _attestations = attestations;
        Unread = columns.FindUnread();
        Notices = FindNotices();
        (Roots, Orphans) = new RootFinder(edges, tags, digests.PresentCount).Find(Notices);
        _referrerTagsBySubject = new(() =>
            tags.ReferrerTags.SelectMany(tag => tag.Subjects, (tag, subject) => (tag, subject)).ToLookup(t => t.subject, t => t.tag)
        );
        _nearestTags = new(() => new NearestTags(this));
        foreach (var tag in tags.ReferrerTags)
        {
            foreach (var subject in tag.Subjects)
            {
                if (subject < digests.PresentCount)
                {
                    (_referrerTagTargets ??= new NodeSetBuilder(digests.PresentCount)).Add(tag.Target);
                }
            }
        }
    }

    /// <summary>What the snapshot says of the repository; incomplete where a tag was seen on two digests.</summary>
    public RepositoryInfo Info { get; }

    /// <summary>The number of present manifests.</summary>
    public int PresentCount => _digests.PresentCount;

    /// <summary>The number of nodes, missing ones included.</summary>
    public int Count => _digests.Count;

    /// <summary>The present nodes, ascending.</summary>
    public IdRange<NodeId> PresentNodes => new(0, _digests.PresentCount);

    /// <summary>All nodes, ascending: the present ones, then the missing ones.</summary>
    public IdRange<NodeId> Nodes => new(0, _digests.Count);

    /// <summary>The digest's text; of missing nodes too.</summary>
    public string TextOf(NodeId node) => _digests.TextOf(node);

    /// <summary>Finds a node, present or missing, by its digest's text.</summary>
    public bool TryFind(string digest, out NodeId node) => _digests.TryFind(digest, out node);

    /// <summary>The SHA-256, in lower-case hex, of everything the graph holds; the same for any order of manifests and tags.</summary>
    /// <remarks>
    /// Of <see cref="Info"/> only the repository's name and whether it is complete count: reading the same state again gives the same
    /// fingerprint. Computed when it is asked for first.
    /// </remarks>
    public string Fingerprint => _fingerprint ??= ComputeFingerprint();

    /// <summary>The least set that holds <paramref name="seeds"/> and is
    /// closed under keep edges. A new set, capacity PresentCount.</summary>
    public NodeSetBuilder Closure(NodeSet seeds) => Reachability.Closure(_edges.KeepEdges, seeds);

    /// <summary>Adds nodes to a closed set, with what they keep alive; what was not in it before, ascending.</summary>
    internal List<NodeId> Extend(NodeSetBuilder closure, IEnumerable<NodeId> seeds) =>
        Reachability.Extend(_edges.KeepEdges, closure, seeds);

    /// <summary>A short way from a tag to each manifest. Computed when it is asked for first.</summary>
    internal NearestTags NearestTags => _nearestTags.Value;

    /// <summary>What another manifest needs is a piece of that, whatever type it states: a push of a notice deletes old ones.</summary>
    private NodeSetBuilder FindNotices()
    {
        var notices = new NodeSetBuilder(PresentCount);
        foreach (var node in PresentNodes)
        {
            if (
                NoticeArtifact.Is(MediaTypeOf(node), ArtifactTypeOf(node), !Subjects[node].IsEmpty)
                && KeptBy[node].IsEmpty
                && !IsUnread(node)
            )
            {
                notices.Add(node);
            }
        }

        return notices;
    }

    private string ComputeFingerprint()
    {
        using var writer = new FingerprintWriter();
        writer.Append("policyengine-graph-1");
        writer.Append(Info.Registry);
        writer.Append(Info.Name);
        writer.Append(Info.Complete ? 1 : 0);
        _digests.AppendTo(writer);
        _columns.AppendTo(writer);
        _edges.AppendTo(writer);
        _tags.AppendTo(writer);
        _blobs.AppendTo(writer);
        _annotations.AppendTo(writer);
        _labels.AppendTo(writer);
        _otherPlatforms.AppendTo(writer);
        return writer.Finish();
    }
}
