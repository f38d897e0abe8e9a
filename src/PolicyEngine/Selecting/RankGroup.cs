using PolicyEngine.Graph;

namespace PolicyEngine.Selecting;

/// <summary>The images of one group in order.</summary>
/// <param name="Name">The group: nameless if there is no <c>per</c>.</param>
/// <param name="Places">The images, first is best.</param>
internal sealed record RankGroup(GroupName Name, IReadOnlyList<RankPlace> Places)
{
    /// <summary>The images.</summary>
    public IReadOnlyList<NodeId> Nodes => [.. Places.Select(p => p.Node)];
}
