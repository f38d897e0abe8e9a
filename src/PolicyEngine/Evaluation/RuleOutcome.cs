using PolicyEngine.Graph;
using PolicyEngine.Language;

namespace PolicyEngine.Evaluation;

/// <summary>What one rule says of each image (SPEC 1.3.4).</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Selected">The images and tags that it selects; protected ones included.</param>
/// <param name="Spared">The images it spares (delete) or keeps (keep).</param>
/// <param name="LeftOut">The images it leaves out: by its age limits, or since their age is unknown.</param>
/// <param name="Condemned">The images whose tags it condemns.</param>
/// <param name="CondemnedTags">The tags that it condemns.</param>
/// <param name="Ranking">What it counted.</param>
/// <param name="Uncertain">The images among <paramref name="Spared"/> of which too little is known to say whether, or by which tags, it selects them. They take up no place.</param>
internal sealed record RuleOutcome(
    Rule Rule, Selection Selected, NodeSet Spared, NodeSet LeftOut, NodeSet Condemned, NodeSet CondemnedTags, Ranking Ranking, NodeSet Uncertain)
{
    /// <summary>Whether it spares or keeps an image.</summary>
    public bool Holds(int node) => Spared.Contains(node);

    /// <summary>Whether the image is decided by this rule where the first rule decides (SPEC 1.3.5): a keep rule that does not keep leaves it to the next.</summary>
    public bool Decides(int node) => Selected.Nodes.Contains(node) && (Rule.IsDelete || Spared.Contains(node));
}
