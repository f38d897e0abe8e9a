using System.Collections.Immutable;
using PolicyEngine.Announcing;

namespace PolicyEngine.Planning;

/// <summary>A deletion, or the removal of a tag, that is announced. Immutable.</summary>
/// <param name="Digest">The image.</param>
/// <param name="Tag">The tag that is to be removed; null where the image is to be deleted.</param>
/// <param name="Tags">All tags of the image.</param>
/// <param name="Announcement">Since when, and when it is due.</param>
public sealed record AnnouncedChange(string Digest, string? Tag, ImmutableArray<string> Tags, Announcement Announcement);
