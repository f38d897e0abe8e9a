using System.Text.Json.Nodes;

namespace PolicyEngine.Tests.Schema;

/// <summary>Walks JSON schemas.</summary>
internal static class SchemaKeywords
{
    /// <summary>What NJsonSchema 11 checks, and what says nothing about values. It silently
    /// ignores <c>const</c>, <c>if</c>, <c>propertyNames</c> and others.</summary>
    private static readonly HashSet<string> Checked =
    [
        "$schema",
        "$id",
        "title",
        "description",
        "default",
        "examples",
        "definitions",
        "$ref",
        "type",
        "enum",
        "properties",
        "required",
        "additionalProperties",
        "patternProperties",
        "minProperties",
        "maxProperties",
        "items",
        "minItems",
        "maxItems",
        "uniqueItems",
        "pattern",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "anyOf",
        "oneOf",
        "allOf",
        "not",
        "format",
    ];

    /// <summary>What is only for editors, and what only a full implementation
    /// of JSON Schema checks: it stands in what is published.</summary>
    private static readonly HashSet<string> Published =
    [
        .. Checked,
        "defaultSnippets",
        "markdownDescription",
        "errorMessage",
        "patternErrorMessage",
        "if",
        "then",
    ];

    /// <summary>The keywords that nobody knows, by path.</summary>
    public static IEnumerable<string> Unknown(JsonNode schema) =>
        Schemas(schema, "#").SelectMany(s => s.Schema.Select(p => p.Key).Where(k => !Published.Contains(k)).Select(k => $"{s.Path}/{k}"));

    /// <summary>The keywords that are not checked, by path.</summary>
    public static IEnumerable<string> Unchecked(JsonNode schema) =>
        Schemas(schema, "#").SelectMany(s => s.Schema.Select(p => p.Key).Where(k => !Checked.Contains(k)).Select(k => $"{s.Path}/{k}"));

    /// <summary>The schemas of all properties, by path.</summary>
    public static IEnumerable<(string Path, JsonObject Schema)> Properties(JsonNode schema) =>
        Schemas(schema, "#").Where(s => s.Path.Split('/') is [.., "properties", _]);

    /// <summary>The schema without what only describes.</summary>
    public static JsonNode WithoutDescriptions(JsonNode schema)
    {
        var stripped = schema.DeepClone();
        foreach (var (_, part) in Schemas(stripped, "#").ToArray())
        {
            foreach (var key in new[] { "$schema", "$id", "title", "description", "default", "examples" })
            {
                part.Remove(key);
            }
        }

        return stripped;
    }

    private static IEnumerable<(string Path, JsonObject Schema)> Schemas(JsonNode? node, string path)
    {
        if (node is not JsonObject schema)
        {
            yield break;
        }

        yield return (path, schema);
        foreach (var (key, value) in schema)
        {
            var parts = (key, value) switch
            {
                ("properties" or "patternProperties" or "definitions", JsonObject map) => map.Select(p => (p.Key, p.Value)),
                ("anyOf" or "oneOf" or "allOf", JsonArray list) => list.Select(
                    (item, i) => (i.ToString(System.Globalization.CultureInfo.InvariantCulture), item)
                ),
                ("items" or "additionalProperties" or "not" or "if" or "then", JsonObject one) => [(string.Empty, (JsonNode?)one)],
                _ => [],
            };
            foreach (var (name, part) in parts)
            {
                foreach (var found in Schemas(part, name.Length == 0 ? $"{path}/{key}" : $"{path}/{key}/{name}"))
                {
                    yield return found;
                }
            }
        }
    }
}
