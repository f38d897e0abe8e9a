using PolicyEngine.Conditions;
using PolicyEngine.Selecting;

namespace PolicyEngine.Lints;

/// <summary>What conditions say of an image that carries a certain tag, whatever else it is. Pure.</summary>
internal static class TagLogic
{
    /// <summary>Whether a condition certainly holds for every image that carries the tag.</summary>
    public static bool Holds(Predicate? condition, string tag) =>
        condition switch
        {
            null => true,
            TagsCondition.MatchingTags tags => tags.Fits(tag),
            TaggedCondition.Tagged tagged => tagged.Expected,
            TagsCondition.EachOf or AllPredicate => condition.Parts.All(p => Holds(p, tag)),
            AnyCondition.AnyPredicate => condition.Parts.Any(p => Holds(p, tag)),
            _ => false,
        };

    /// <summary>Whether a condition may select the tag of some image.</summary>
    public static bool MaySelect(Predicate? condition, string tag) =>
        condition switch
        {
            null => true,
            TagsCondition.MatchingTags tags => tags.Fits(tag),
            TagsCondition.AllTags tags => tags.Fits(tag),
            TaggedCondition.Tagged tagged => tagged.Expected,
            NotCondition.NotPredicate => !Holds(condition.Parts[0], tag),
            AllPredicate => condition.Parts.All(p => MaySelect(p, tag)),
            TagsCondition.EachOf or AnyCondition.AnyPredicate => condition.Parts.Any(p => MaySelect(p, tag)),
            _ => true,
        };

    /// <summary>Whether a condition holds for every tagged image, and selects every tag.</summary>
    public static bool SelectsEverything(Predicate? condition) =>
        condition switch
        {
            null => true,
            TagsCondition.MatchingTags { Globs: { Excluded.IsEmpty: true } globs } => globs.Included.Any(p => p.MatchesEverything),
            TaggedCondition.Tagged tagged => tagged.Expected,
            AllPredicate => condition.Parts.All(SelectsEverything),
            AnyCondition.AnyPredicate => condition.Parts.Any(SelectsEverything),
            _ => false,
        };

    /// <summary>Whether a condition selects a tag because of what it says of images at
    /// large, and not of some images: their labels, types, states or digests.</summary>
    public static bool SelectsAtLarge(Predicate? condition, string tag) =>
        condition switch
        {
            null => true,
            AllPredicate => condition.Parts.All(p => SelectsAtLarge(p, tag)),
            AnyCondition.AnyPredicate => condition.Parts.Any(p => SelectsAtLarge(p, tag)),
            _ => !condition.IsAboutSome && MaySelect(condition, tag),
        };

    /// <summary>Whether a condition may hold for tagged and for untagged images alike.</summary>
    public static bool TakesBoth(Predicate? condition) => MayTake(condition, isTagged: true) && MayTake(condition, isTagged: false);

    private static bool MayTake(Predicate? condition, bool isTagged) =>
        condition switch
        {
            null => true,
            TaggedCondition.Tagged tagged => tagged.Expected == isTagged,
            NotCondition.NotPredicate { Parts: [TaggedCondition.Tagged tagged] } => tagged.Expected != isTagged,
            TagsCondition.MatchingTags or TagsCondition.AllTags or TagsCondition.EachOf => isTagged,
            AllPredicate => condition.Parts.All(p => MayTake(p, isTagged)),
            AnyCondition.AnyPredicate => condition.Parts.Any(p => MayTake(p, isTagged)),
            _ => true,
        };

    /// <summary>The conditions on tags by which a selected image's tag is selected:
    /// of conditions that must all hold the first, of alternatives each.</summary>
    public static IEnumerable<TagsCondition.MatchingTags> Selecting(Predicate? condition, string tag) =>
        condition switch
        {
            TagsCondition.MatchingTags tags when tags.Fits(tag) => [tags],
            AllPredicate or TagsCondition.EachOf => condition.Parts.SelectMany(p => Selecting(p, tag)).Take(1),
            AnyCondition.AnyPredicate => condition.Parts.Where(p => MaySelect(p, tag)).SelectMany(p => Selecting(p, tag)),
            _ => [],
        };
}
