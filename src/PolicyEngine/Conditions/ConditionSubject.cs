using PolicyEngine.Graph;

namespace PolicyEngine.Conditions;

/// <summary>An image that a <see cref="PolicyCondition"/> is asked about.</summary>
/// <param name="Graph">The graph of its repository.</param>
/// <param name="Node">The image, present in the graph. Of use in this graph only.</param>
/// <param name="Now">The one now of the plan, UTC.</param>
public readonly record struct ConditionSubject(DigestGraph Graph, NodeId Node, DateTimeOffset Now)
{
    /// <summary>The digest, as <c>sha256:</c> and hexadecimal digits.</summary>
    public string Digest => Graph.TextOf(Node);

    /// <summary>The tags that lead to it, in ordinal order; none for an untagged image.</summary>
    public IReadOnlyList<string> Tags => Graph.AllTagsOf(Node);
}
