using PolicyEngine.Oci;

namespace PolicyEngine.Graph;

/// <content>Tags. User tags have dense ids in ordinal order of their text.</content>
public sealed partial class DigestGraph
{
    /// <summary>The number of user tags.</summary>
    public int TagCount => _tags.Count;

    /// <summary>The user tags, ascending.</summary>
    public IdRange<TagId> Tags => new(0, _tags.Count);

    /// <summary>Whether there is a user tag on anything but a notice.</summary>
    internal bool HasImageTags
    {
        get
        {
            foreach (var tag in Tags)
            {
                if (!Notices.Contains(TagTarget(tag)))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Whether a present node is the notice that counts, under the tag of its own.</summary>
    internal bool IsCurrentNotice(NodeId node) =>
        Notices.Contains(node) && TryFindTag(NoticeArtifact.Tag, out var tag) && TagTarget(tag) == node;

    /// <summary>The text of a user tag.</summary>
    public string TagText(TagId tag) => _tags.TextOf(tag);

    /// <summary>The present node that a user tag points at.</summary>
    public NodeId TagTarget(TagId tag) => _tags.TargetOf(tag);

    /// <summary>The user tags on a present node, ascending.</summary>
    public ReadOnlySpan<TagId> TagsOf(NodeId node) => _tags.On(node);

    /// <summary>Finds a user tag by its text.</summary>
    public bool TryFindTag(string text, out TagId tag) => _tags.TryFind(text, out tag);

    /// <summary>The referrer tags, in ordinal order of their text.</summary>
    public IReadOnlyList<ReferrerTag> ReferrerTags => _tags.ReferrerTags;

    /// <summary>The referrer tags that name a node.</summary>
    internal IEnumerable<ReferrerTag> ReferrerTagsNaming(NodeId node) => _referrerTagsBySubject.Value[node];

    /// <summary>All tags on a present node as text, user and referrer tags, ordinal order.</summary>
    public IReadOnlyList<string> AllTagsOf(NodeId node) => _tags.AllOn(node);
}
