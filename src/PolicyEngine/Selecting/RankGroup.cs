namespace PolicyEngine.Selecting;

/// <summary>The images of one group in order.</summary>
/// <param name="Key">The group's name: empty if there is no <c>per</c>.</param>
/// <param name="Nodes">The images, first is best.</param>
internal sealed record RankGroup(string Key, IReadOnlyList<int> Nodes);
