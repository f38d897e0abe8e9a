using PolicyEngine.Graph;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;

namespace PolicyEngine.Evaluation;

/// <summary>What one rule says of each image (semantics.md#rules).</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Selected">The images and tags that it selects; protected ones included.</param>
/// <param name="Spared">The images it spares (delete) or keeps (keep).</param>
/// <param name="LeftOut">The images it leaves out: by its age limits, or since their age is unknown.</param>
/// <param name="Condemned">The images whose tags it condemns.</param>
/// <param name="CondemnedTags">The tags that it condemns.</param>
/// <param name="Ranking">What it counted.</param>
/// <param name="Places">The selected images that take up no place.</param>
internal sealed record RuleOutcome(
    Rule Rule,
    Selection Selected,
    NodeSet Spared,
    NodeSet LeftOut,
    NodeSet Condemned,
    TagSet CondemnedTags,
    Ranking Ranking,
    RulePlaces Places
)
{
    /// <summary>The images of which too little is known to say whether, or by which tags, the rule selects them.</summary>
    public NodeSet Uncertain => Places.Uncertain;

    /// <summary>Whether it spares or keeps an image.</summary>
    public bool Holds(NodeId node) => Spared.Contains(node);

    /// <summary>Whether the image is decided by this rule where the first rule decides
    /// (semantics.md#precedence): a keep rule that does not keep leaves it to the next.</summary>
    public bool Decides(NodeId node) => Selected.Nodes.Contains(node) && (Rule.IsDelete || Spared.Contains(node));
}

/// <summary>The images that a rule selects and that take up no place in its
/// counts, apart from those that are protected or of unknown age.</summary>
/// <param name="Uncertain">Those of which too little is known to say whether, or by which tags, the rule selects them.</param>
/// <param name="Sharing">Those that another selected image reaches: they share its place.</param>
/// <param name="Keyless">Those that have no version, or no selected tag, to order them by.</param>
internal sealed record RulePlaces(NodeSet Uncertain, NodeSet Sharing, NodeSet Keyless);
