using System.Collections.Immutable;

namespace PolicyEngine.Explaining;

/// <summary>What a rule says of an image (semantics.md#rules).</summary>
public enum RuleOpinion
{
    /// <summary>It does not select the image.</summary>
    DoesNotSelect,

    /// <summary>A keep rule selects it, but its criteria do not hold: it says nothing.</summary>
    SaysNothing,

    /// <summary>A delete rule spares it.</summary>
    Spares,

    /// <summary>A keep rule keeps it.</summary>
    Keeps,

    /// <summary>A delete rule leaves it out: by an age limit, or since its age is unknown.</summary>
    LeavesOut,

    /// <summary>A delete rule condemns the selected tags, or the untagged image.</summary>
    Condemns,
}

/// <summary>What a rule saw in an image.</summary>
/// <param name="Id">The rule.</param>
/// <param name="Source">Where it stands, <c>path:line:column</c>.</param>
/// <param name="IsDelete">Whether it is a delete rule.</param>
/// <param name="Opinion">What it says.</param>
/// <param name="Counts">Whether what it says counts: always, or under <c>first-rule</c> where it is the rule that decides.</param>
/// <param name="IsNamed">Whether the verdict names it.</param>
/// <param name="SelectedTags">The tags of the image that it selects.</param>
/// <param name="CondemnedTags">The tags that it condemns.</param>
/// <param name="Unmet">Where it does not select the image, why: phrases such as <c>'tags: ["pr-*"]' does not hold</c>.</param>
/// <param name="Criteria">What its criteria say; empty for <c>all</c>, and where it does not select the image.</param>
public sealed record ExplainedRule(
    string Id,
    string Source,
    bool IsDelete,
    RuleOpinion Opinion,
    bool Counts,
    bool IsNamed,
    ImmutableArray<string> SelectedTags,
    ImmutableArray<string> CondemnedTags,
    ImmutableArray<string> Unmet,
    ImmutableArray<ExplainedCriterion> Criteria
);

/// <summary>What a criterion of a rule says of an image.</summary>
/// <param name="Text">The criterion with what was measured, a phrase: <c>not older than 14d (pushed 10 days ago)</c>.</param>
/// <param name="Holds">Whether it holds.</param>
/// <param name="Ranks">The places of the image where the criterion counts; empty where it is not counted.</param>
/// <param name="Tie">A sentence where only a tie-break put the image on its side of the boundary.</param>
public sealed record ExplainedCriterion(string Text, bool Holds, ImmutableArray<ExplainedRank> Ranks, string? Tie);

/// <summary>A place in an order.</summary>
/// <param name="Group">The group of <c>per</c>; empty without it.</param>
/// <param name="Rank">The place, from 1.</param>
/// <param name="Count">The images in the group.</param>
/// <param name="Places">The number of the first that are kept.</param>
public sealed record ExplainedRank(string Group, int Rank, int Count, int Places);
