using PolicyEngine.Conditions;
using PolicyEngine.Evaluation;

namespace PolicyEngine.Lints;

/// <summary>What conditions say of an image that carries a certain tag, whatever else it is. Pure.</summary>
internal static class TagLogic
{
    /// <summary>Whether a condition certainly holds for every image that carries the tag.</summary>
    public static bool Holds(Predicate? condition, string tag) => condition switch
    {
        null => true,
        TagsCondition.MatchingTags tags => tags.Fits(tag),
        TaggedCondition.Tagged tagged => tagged.Expected,
        TagsCondition.EachOf or AllPredicate => condition.Parts.All(p => Holds(p, tag)),
        AnyCondition.AnyPredicate => condition.Parts.Any(p => Holds(p, tag)),
        _ => false,
    };

    /// <summary>Whether a condition may select the tag of some image.</summary>
    public static bool MaySelect(Predicate? condition, string tag) => condition switch
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
    public static bool SelectsEverything(Predicate? condition) => condition switch
    {
        null => true,
        TagsCondition.MatchingTags { Globs: { Excluded.IsEmpty: true } globs } => globs.Included.Any(p => p.MatchesEverything),
        TaggedCondition.Tagged tagged => tagged.Expected,
        AllPredicate => condition.Parts.All(SelectsEverything),
        AnyCondition.AnyPredicate => condition.Parts.Any(SelectsEverything),
        _ => false,
    };

    /// <summary>The conditions on tags by which a selected image's tag is selected: of conditions that must all hold the first, of alternatives each.</summary>
    public static IEnumerable<TagsCondition.MatchingTags> Selecting(Predicate? condition, string tag) => condition switch
    {
        TagsCondition.MatchingTags tags when tags.Fits(tag) => [tags],
        AllPredicate or TagsCondition.EachOf => condition.Parts.SelectMany(p => Selecting(p, tag)).Take(1),
        AnyCondition.AnyPredicate => condition.Parts.Where(p => MaySelect(p, tag)).SelectMany(p => Selecting(p, tag)),
        _ => [],
    };
}
