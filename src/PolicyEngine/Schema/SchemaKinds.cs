using System.Text.Json.Nodes;

namespace PolicyEngine.Schema;

/// <summary>Which kinds of JSON values a schema can allow. Pure.</summary>
internal static class SchemaKinds
{
    private const string DefinitionPrefix = "#/definitions/";
    private static readonly string[] s_all = ["string", "integer", "number", "boolean", "null", "object", "array"];

    /// <summary>The kinds, without repetition; all of them where the schema does not say.</summary>
    public static string[] Of(JsonNode schema, JsonObject definitions)
    {
        var form = Resolve(schema.AsObject(), definitions);
        return form["type"] is JsonValue type ? [(string)type!]
            : form["anyOf"] is JsonArray forms ? [.. forms.SelectMany(f => Of(f!, definitions)).Distinct(StringComparer.Ordinal)]
            : form["allOf"] is JsonArray { Count: 1 } only ? Of(only[0]!, definitions)
            : s_all;
    }

    /// <summary>Whether the kind of a value alone says which of several forms it has.</summary>
    public static bool AreDistinct(JsonArray forms, JsonObject definitions)
    {
        var kinds = forms.SelectMany(f => Of(f!, definitions)).ToArray();
        return kinds.Distinct(StringComparer.Ordinal).Count() == kinds.Length && !(kinds.Contains("integer") && kinds.Contains("number"));
    }

    /// <summary>The schema that a reference means, or the schema itself.</summary>
    public static JsonObject Resolve(JsonObject schema, JsonObject definitions) =>
        schema["$ref"] is { } reference ? definitions[((string)reference!)[DefinitionPrefix.Length..]]!.AsObject() : schema;

    /// <summary>Kinds as the value of <c>type</c>.</summary>
    public static JsonNode Json(string[] kinds) => kinds is [var one] ? one : new JsonArray([.. kinds.Select(k => (JsonNode)k)]);
}
