using PolicyEngine.Oci;

namespace PolicyEngine.Graph;

/// <content>What is known of each node.</content>
public sealed partial class DigestGraph
{
    /// <summary>What a node is. Of a missing one, what the indexes that list it say.</summary>
    public ManifestKind KindOf(NodeId node) => _columns.ShapeOf(node).Kind;

    /// <summary>What a present node is to the images that users name: the first that holds of the enumeration's
    /// order, an attestation before a child and a referrer tag's target before another referrer.</summary>
    public ManifestRole RoleOf(NodeId node)
    {
        if (Roots.Contains(node))
        {
            return ManifestRole.Root;
        }

        if (Notices.Contains(node))
        {
            return ManifestRole.Notice;
        }

        if (!Parents[node].IsEmpty)
        {
            return _attestations is not null && _attestations.Contains(node) ? ManifestRole.Attestation : ManifestRole.Child;
        }

        return _referrerTagTargets is not null && _referrerTagTargets.Contains(node) ? ManifestRole.ReferrerTag : ManifestRole.Referrer;
    }

    /// <summary>The media type, defaulted as <see cref="Oci.ManifestRecord"/> says.</summary>
    public string MediaTypeOf(NodeId node) => _columns.ShapeOf(node).MediaType;

    /// <summary>Effective artifact type: own, else the config's media type unless that is an image config's; null if none.</summary>
    public string? ArtifactTypeOf(NodeId node) => _columns.ShapeOf(node).ArtifactType;

    /// <summary>Own platform, <c>os/arch[/variant]</c>, else the one that an index gives
    /// it (the first by the index's digest); null if none. Of missing nodes too.</summary>
    public string? PlatformOf(NodeId node) => _columns.ShapeOf(node).Platform;

    /// <summary>
    /// Every platform that a node is called by: its own, and those that indexes give it where they differ. Empty where nobody states one.
    /// Of missing nodes too.
    /// </summary>
    public IEnumerable<string> PlatformsOf(NodeId node)
    {
        if (PlatformOf(node) is { } platform)
        {
            yield return platform;
        }

        foreach (var (other, _) in _otherPlatforms[node])
        {
            yield return other;
        }
    }

    /// <summary>Whether a present node is an image whose labels nobody knows: it was not read, or its config is missing.</summary>
    public bool HasUnknownLabels(NodeId node) => IsUnread(node) || (KindOf(node) == ManifestKind.Image && !_columns.IsConfigured(node));

    /// <summary>Whether a present node is a piece of provenance or the like in an index, which is not one of its platforms.</summary>
    public bool IsAttestation(NodeId node) => _attestations is not null && _attestations.Contains(node);

    /// <summary>Size of the document in bytes, else the size that an index gives; 0 where unknown. Of missing nodes too.</summary>
    public long SizeOf(NodeId node) => _columns.SizeOf(node);

    /// <summary>The id of a present node's package version (GitHub); null if none.</summary>
    public long? VersionIdOf(NodeId node) => _columns.VersionIdOf(node);

    /// <summary>Whether the registry refuses to delete a present node.</summary>
    public bool IsLocked(NodeId node) => _columns.IsLocked(node);

    /// <summary>Whether a present node's document was not read, so that its edges are unknown and it must not be condemned.</summary>
    public bool IsUnread(NodeId node) => Unread.Contains(node);

    /// <summary>The present nodes of which <see cref="IsUnread"/> holds. Do not change it.</summary>
    public NodeSet Unread { get; }

    /// <summary>The present nodes that carry more provenance than was read. Do not change it.</summary>
    internal NodeSet MaterialsUnread { get; }

    /// <summary>When the registry received a present node first.</summary>
    public long PushedTicks(NodeId node) => _columns.PushedTicks(node);

    /// <summary>When the registry last changed its record of a present node.</summary>
    public long UpdatedTicks(NodeId node) => _columns.UpdatedTicks(node);

    /// <summary>What the config of a present node says of its creation. Author-controlled, not checked.</summary>
    public long CreatedTicks(NodeId node) => _columns.CreatedTicks(node);

    /// <summary>The annotation <c>org.opencontainers.image.created</c>, where it differs
    /// from <see cref="CreatedTicks"/>; 0 if none. Author-controlled, not checked.</summary>
    public long AnnotatedTicks(NodeId node) => _columns.AnnotatedTicks(node);

    /// <summary>The last pull of a present node.</summary>
    public long PulledTicks(NodeId node) => _columns.PulledTicks(node);

    /// <summary>Whether any manifest has a pull time.</summary>
    public bool HasPullTimes => _columns.HasPullTimes;

    /// <summary>The annotations of a present node's document, by key in ordinal order.</summary>
    public IEnumerable<KeyValuePair<string, string>> AnnotationsOf(NodeId node) => _annotations[node];

    /// <summary>
    /// What the entries of an index name as the bases of what they list, and provenance as what was built with, in ordinal order.
    /// Author-controlled, not checked.
    /// </summary>
    public IEnumerable<string> OtherBasesOf(NodeId node) => _bases[node].Select(pair => pair.Value);

    /// <summary>The labels of a present node's config, by key in ordinal order.</summary>
    public IEnumerable<KeyValuePair<string, string>> LabelsOf(NodeId node) => _labels[node];
}
