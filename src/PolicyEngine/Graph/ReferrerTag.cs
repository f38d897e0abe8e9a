using System.Collections.Immutable;

namespace PolicyEngine.Graph;

/// <summary>A tag that names a digest and so hangs its target on it (OCI referrers tag schema, cosign).</summary>
/// <param name="Text">The tag.</param>
/// <param name="Target">The node that the tag points at.</param>
/// <param name="Subjects">The nodes that the tag names, ascending; missing ones too.</param>
public sealed record ReferrerTag(string Text, NodeId Target, ImmutableArray<NodeId> Subjects);
