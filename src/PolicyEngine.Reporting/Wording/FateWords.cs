using PolicyEngine.Explaining;

namespace PolicyEngine.Reporting.Wording;

/// <summary>The words of explanations and graphs for fates and opinions.</summary>
internal static class FateWords
{
    /// <summary>The word of plan files: the list that it is in.</summary>
    public static string Of(Fate fate) =>
        fate switch
        {
            Fate.Keep => "keep",
            Fate.Delete => "delete",
            Fate.Retain => "retain",
        };

    /// <summary>The sign before a line: <c>+</c>, <c>-</c> or <c>=</c>; a blank where there is no verdict.</summary>
    public static string Sign(Fate? fate) =>
        fate is not { } known
            ? " "
            : known switch
            {
                Fate.Keep => "+",
                Fate.Delete => "-",
                Fate.Retain => "=",
            };

    public static string Of(TagFate fate) =>
        fate switch
        {
            TagFate.Stays => "kept",
            TagFate.HeldByImage => "condemned, but kept with its image",
            TagFate.ComesOff => "removed",
            TagFate.GoesWithImage => "deleted with its image",
        };

    public static string Of(RuleOpinion opinion) =>
        opinion switch
        {
            RuleOpinion.DoesNotSelect => "does not select it",
            RuleOpinion.SaysNothing => "does not keep it",
            RuleOpinion.Spares => "spares it",
            RuleOpinion.Keeps => "keeps it",
            RuleOpinion.LeavesOut => "leaves it out",
            RuleOpinion.Condemns => "condemns it",
        };

    /// <summary>An enumeration's value in the style of JSON: <c>doesNotSelect</c>.</summary>
    public static string Json<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
