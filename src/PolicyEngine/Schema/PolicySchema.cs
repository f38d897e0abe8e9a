using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PolicyEngine.Conditions;
using PolicyEngine.Language.Shapes;

namespace PolicyEngine.Schema;

/// <summary>The JSON schema of policies, generated from the descriptions that the binder uses.</summary>
/// <remarks>It holds only keywords that NJsonSchema checks; draft-07, which editors know best. What needs more than one value at a time is the binder's.</remarks>
public static class PolicySchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text of <c>schema/policy.schema.json</c>, with a final newline.</summary>
    public static string Generate()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "PolicyEngine retention policy",
            ["description"] = "A retention policy for container registries, version 1 of the language.",
        };
        foreach (var (key, value) in PolicyShape.Document.Schema())
        {
            schema[key] = value?.DeepClone();
        }

        var conditions = ConditionCatalog.Match.Schema();
        conditions["title"] = "Conditions";
        conditions["description"] = "Conditions on an image, all of which must hold.";
        schema["definitions"] = new JsonObject { [ConditionCatalog.DefinitionName] = conditions };
        return schema.ToJsonString(Indented) + "\n";
    }
}
