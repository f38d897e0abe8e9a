using System.Text.Json.Nodes;

namespace PolicyEngine.Planning.Files;

/// <summary>A verdict as an object of the JSON reports, as it stands in plan files.</summary>
internal static class VerdictJson
{
    public static JsonObject Of(Verdict verdict) =>
        new()
        {
            ["kind"] = PlanWords.Of(verdict.Kind),
            ["rule"] = verdict.Rule,
            ["source"] = verdict.Source,
            ["text"] = verdict.Text,
        };

    public static JsonObject? OfNullable(Verdict? verdict) => verdict is null ? null : Of(verdict);
}
