using PolicyEngine.Explaining;
using PolicyEngine.Reporting.Formats.Text;

namespace PolicyEngine.Reporting.Explanations;

/// <summary>The words of explanations and graphs for fates and opinions.</summary>
internal static class FateWords
{
    /// <summary>The word of plan files: the list that it is in.</summary>
    public static string Of(Fate fate) => fate switch
    {
        Fate.Keep => "keep",
        Fate.Delete => "delete",
        _ => "retain",
    };

    /// <summary>A word for people, with its colour.</summary>
    public static (string Word, Func<string, string> Paint) Of(Fate fate, TextLines lines) => fate switch
    {
        Fate.Keep => ("Keep", lines.Green),
        Fate.Delete => ("Delete", lines.Red),
        _ => ("Retain", lines.Yellow),
    };

    /// <summary>The sign before a line: <c>+</c>, <c>-</c> or <c>=</c>; a blank if there is no verdict.</summary>
    public static string Sign(Fate? fate) => fate switch
    {
        Fate.Keep => "+",
        Fate.Delete => "-",
        Fate.Retain => "=",
        _ => " ",
    };

    /// <summary>The sign in its colour.</summary>
    public static string Sign(Fate? fate, TextLines lines) => fate is { } known ? Of(known, lines).Paint(Sign(fate)) : " ";

    public static string Of(TagFate fate) => fate switch
    {
        TagFate.Stays => "kept",
        TagFate.HeldByImage => "condemned, but kept with its image",
        TagFate.ComesOff => "removed",
        _ => "deleted with its image",
    };

    public static string Of(RuleOpinion opinion) => opinion switch
    {
        RuleOpinion.DoesNotSelect => "does not select it",
        RuleOpinion.SaysNothing => "does not keep it",
        RuleOpinion.Spares => "spares it",
        RuleOpinion.Keeps => "keeps it",
        RuleOpinion.LeavesOut => "leaves it out",
        _ => "condemns it",
    };

    /// <summary>An enumeration's value in the style of JSON: <c>doesNotSelect</c>.</summary>
    public static string Json<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
