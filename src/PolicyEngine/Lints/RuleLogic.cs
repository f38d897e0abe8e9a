using PolicyEngine.Conditions;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;
using PolicyEngine.Values;

namespace PolicyEngine.Lints;

/// <summary>What is certain of two rules, whatever the repository. Pure.</summary>
internal static class RuleLogic
{
    /// <summary>Whether a rule applies wherever another one does.</summary>
    public static bool CoversRepositories(Rule outer, Rule inner) =>
        outer.Repositories is null || (inner.Repositories is not null && outer.Repositories.Includes(inner.Repositories));

    /// <summary>Whether a rule selects all images and tags that another one selects.</summary>
    public static bool CoversSelection(Rule outer, Rule inner) =>
        CoversRepositories(outer, inner)
        && (inner.Match?.SelectsOrphans != true || outer.Match?.SelectsOrphans == true)
        && CoversConditions(outer.Match, ConditionsOf(outer), inner.Match, ConditionsOf(inner));

    /// <summary>Whether a protection protects all images that a rule selects.</summary>
    public static bool CoversSelection(Protection outer, Rule inner) =>
        outer.InUse is null && CoversConditions(outer.Predicate, outer.Syntax, inner.Match, ConditionsOf(inner));

    /// <summary>Whether two rules select the same and do the same with it, however they are described.</summary>
    public static bool AreEqual(Rule left, Rule right) =>
        left.IsDelete == right.IsDelete
        && (
            left.Repositories is null
                ? right.Repositories is null
                : right.Repositories is not null
                    && left.Repositories.Includes(right.Repositories)
                    && right.Repositories.Includes(left.Repositories)
        )
        && AreEqual(left.Syntax.Find("match")?.Value, right.Syntax.Find("match")?.Value)
        && AreEqual(ActionOf(left), ActionOf(right));

    /// <summary>The node of a rule's action.</summary>
    public static SyntaxNode ActionOf(Rule rule) => rule.Syntax.Find(rule.IsDelete ? "delete" : "keep")!.Value;

    private static MappingSyntax? ConditionsOf(Rule rule) => rule.Syntax.Find("match")?.Value as MappingSyntax;

    /// <summary>Every condition of the outer side stands in the inner one too, word for
    /// word or in a narrower list of globs: conditions side by side intersect.</summary>
    private static bool CoversConditions(Predicate? outer, MappingSyntax? outerSyntax, Predicate? inner, MappingSyntax? innerSyntax) =>
        outerSyntax is null
        || outerSyntax.Properties.All(property =>
            property.Name is "id" or "description"
            || AreEqual(property.Value, innerSyntax?.Find(property.Name)?.Value)
            || (
                property.Name == "tags"
                && GlobsOf(outer, property.Value) is { } wide
                && GlobsOf(inner, innerSyntax?.Find("tags")?.Value) is { } narrow
                && wide.Includes(narrow)
            )
            || (
                property is { Name: "tagged", Value: ScalarSyntax { Value: "true" } }
                && GlobsOf(inner, innerSyntax?.Find("tags")?.Value) is not null
            )
        );

    /// <summary>The globs of a <c>tags</c> that is written as a list.</summary>
    private static GlobList? GlobsOf(Predicate? condition, SyntaxNode? syntax) =>
        syntax is null or MappingSyntax
            ? null
            : (
                condition as TagsCondition.MatchingTags
                ?? (condition as AllPredicate)?.Parts.OfType<TagsCondition.MatchingTags>().FirstOrDefault()
            )?.Globs;

    private static bool AreEqual(SyntaxNode? left, SyntaxNode? right) =>
        (left, right) switch
        {
            (null, null) => true,
            (ScalarSyntax a, ScalarSyntax b) => string.Equals(a.Value, b.Value, StringComparison.Ordinal),
            (SequenceSyntax a, SequenceSyntax b) => a.Items.Length == b.Items.Length
                && a.Items.Zip(b.Items).All(p => AreEqual(p.First, p.Second)),
            (MappingSyntax a, MappingSyntax b) => a.Properties.Length == b.Properties.Length
                && a.Properties.All(p => b.Find(p.Name) is { } other && AreEqual(p.Value, other.Value)),
            _ => false,
        };
}
