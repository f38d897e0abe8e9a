using System.Text.Json.Nodes;
using PolicyEngine.Document;
using PolicyEngine.Inputs;

namespace PolicyEngine.Schema;

/// <summary>
/// Lets a text with <c>${{ inputs.NAME }}</c> stand wherever a schema asks for a number, a
/// word or a text of some form: in the form that is checked, and in that for editors. Pure.
/// </summary>
internal static class InputSchema
{
    private const string Pattern = @"\$\{\{";
    private static readonly string[] Schemas = ["items", "additionalProperties", "then"];
    private static readonly string[] Named = ["properties", "patternProperties"];
    private static readonly string[] Forms = ["anyOf", "allOf"];

    /// <summary>Changes the schema of a policy: all but what must be known before inputs are.</summary>
    public static void Allow(JsonObject schema)
    {
        foreach (var (key, node) in schema["properties"]!.AsObject())
        {
            if (key != PolicyShape.Inputs.Keyword && key != PolicyShape.Version.Keyword)
            {
                Change(node);
            }
        }

        foreach (var (_, node) in schema["definitions"]!.AsObject().Where(definition => definition.Key != InputsType.Definition.Name))
        {
            Change(node);
        }
    }

    private static void Change(JsonNode? node)
    {
        if (node is not JsonObject schema)
        {
            return;
        }

        foreach (var part in Schemas)
        {
            Change(schema[part]);
        }

        foreach (var parts in Named)
        {
            ChangeAll(schema[parts]);
        }

        foreach (var alternative in Forms.SelectMany(forms => schema[forms] as JsonArray ?? []))
        {
            Change(alternative);
        }

        if (schema["enum"] is JsonArray words && words.All(word => word?.GetValueKind() == System.Text.Json.JsonValueKind.String))
        {
            schema.Remove("enum");
            schema["anyOf"] = new JsonArray(new JsonObject { ["enum"] = words }, new JsonObject { ["pattern"] = Pattern });
        }
        else if (schema["pattern"] is { } pattern)
        {
            schema["pattern"] = $"(?:{(string)pattern!})|{Pattern}";
        }
        else if (KindsOf(schema) is { } kinds && !kinds.Contains("string") && (kinds.Contains("integer") || kinds.Contains("boolean")))
        {
            // A pattern only speaks of texts.
            schema["type"] = new JsonArray([.. kinds.Append("string").Select(kind => (JsonNode)kind)]);
            schema["pattern"] = Pattern;
            if (schema["errorMessage"] is { } message)
            {
                schema["patternErrorMessage"] = message.DeepClone();
            }
        }
    }

    private static void ChangeAll(JsonNode? schemas)
    {
        foreach (var (_, node) in schemas as JsonObject ?? [])
        {
            Change(node);
        }
    }

    private static string[]? KindsOf(JsonObject schema) =>
        schema["type"] switch
        {
            JsonArray kinds => [.. kinds.Select(kind => (string)kind!)],
            { } kind => [(string)kind!],
            null => null,
        };
}
