using System.Text.Json.Nodes;
using PolicyEngine.Document;

namespace PolicyEngine.Schema;

/// <summary>Lets a text with <c>${{ inputs.NAME }}</c> stand wherever a schema asks for a number, a word or a text of some form. Pure.</summary>
internal static class InputSchema
{
    private const string Name = "input";
    private static readonly string[] Kept = ["title", "description", "default", "examples"];

    /// <summary>Changes the schema of a policy: all but what must be known before inputs are.</summary>
    public static void Allow(JsonObject schema)
    {
        foreach (var (key, node) in schema["properties"]!.AsObject())
        {
            if (key != PolicyShape.Inputs.Keyword && key != PolicyShape.Version.Keyword)
            {
                Change(node!.AsObject());
            }
        }

        var definitions = schema["definitions"]!.AsObject();
        foreach (var (_, node) in definitions)
        {
            Change(node!.AsObject());
        }

        definitions[Name] = new JsonObject
        {
            ["title"] = "Input",
            ["description"] = "A value with the inputs of the run: ${{ inputs.NAME }}, declared under 'inputs'.",
            ["type"] = "string",
            ["pattern"] = @"\$\{\{",
        };
    }

    private static void Change(JsonObject schema)
    {
        if (IsClosed(schema))
        {
            var closed = new JsonObject();
            foreach (var (key, value) in schema.ToArray())
            {
                if (!Kept.Contains(key))
                {
                    schema.Remove(key);
                    closed[key] = value;
                }
            }

            schema["anyOf"] = new JsonArray(closed, Reference());
            return;
        }

        if (schema["anyOf"] is JsonArray alternatives)
        {
            var isClosed = alternatives.Any(a => IsClosed(a!.AsObject())) && !alternatives.Any(a => IsText(a!.AsObject()));
            foreach (var alternative in alternatives.Where(a => !IsClosed(a!.AsObject())))
            {
                Change(alternative!.AsObject());
            }

            if (isClosed)
            {
                alternatives.Add((JsonNode)Reference());
            }
        }

        foreach (var (_, node) in schema["properties"] as JsonObject ?? [])
        {
            Change(node!.AsObject());
        }

        foreach (var child in new[] { schema["items"], schema["additionalProperties"] }.OfType<JsonObject>())
        {
            Change(child);
        }
    }

    private static JsonObject Reference() => new() { ["$ref"] = "#/definitions/" + Name };

    private static bool IsText(JsonObject schema) => (string?)schema["type"] == "string" && !IsClosed(schema);

    private static bool IsClosed(JsonObject schema) =>
        schema["type"] is JsonValue type && ((string?)type is "integer" or "boolean" || ((string?)type == "string" && (schema["pattern"] is not null || schema["enum"] is not null)));
}
