using System.Text.Json.Nodes;

namespace PolicyEngine.Schema;

/// <summary>Says in words what a JSON schema allows, for the reference page. Pure.</summary>
internal static class SchemaText
{
    /// <summary>What a value may be: <c>a duration</c>, <c>a text or a list of texts</c>, <c>one of `any`, `all`</c>.</summary>
    public static string TypeOf(JsonNode? node)
    {
        var schema = node!.AsObject();
        if ((schema["anyOf"] ?? schema["allOf"]) is JsonArray parts)
        {
            return string.Join(" or ", parts.Select(TypeOf).Distinct(StringComparer.Ordinal));
        }

        if (schema["$ref"] is { } reference)
        {
            var name = ((string)reference!).Split('/')[^1];
            return $"[{name}](#{name})";
        }

        if (schema["enum"] is JsonArray choices)
        {
            return choices is [var only] ? $"`{Plain(only)}`" : "one of " + string.Join(", ", choices.Select(c => $"`{Plain(c)}`"));
        }

        return (string?)schema["type"] switch
        {
            "string" => schema["pattern"] is { } pattern ? TypeOfPattern((string)pattern!) : "text",
            "integer" => "count",
            "boolean" => "`true` or `false`",
            "array" => "list of " + TypeOf(schema["items"]),
            "object" when schema["properties"] is not null => "mapping",
            "object" => "mapping of names to " + TypeOf(schema["additionalProperties"]),
            _ => "anything",
        };
    }

    /// <summary>A value as it would be written in a policy, in YAML's flow style.</summary>
    public static string Yaml(JsonNode? value) =>
        value switch
        {
            JsonArray list => $"[{string.Join(", ", list.Select(Yaml))}]",
            JsonObject map => $"{{ {string.Join(", ", map.Select(p => $"{p.Key}: {Yaml(p.Value)}"))} }}",
            JsonValue text when text.TryGetValue<string>(out var word) => NeedsQuotes(word)
                ? $"\"{word.Replace("\"", "\\\"", StringComparison.Ordinal)}\""
                : word,
            _ => Plain(value),
        };

    private static string TypeOfPattern(string pattern) =>
        pattern == Values.Duration.Pattern ? "duration"
        : pattern == Values.ByteSize.Pattern ? "size"
        : pattern.EndsWith("%$", StringComparison.Ordinal) ? "percentage"
        : pattern.Contains("ago|", StringComparison.Ordinal) ? "age such as `40d ago`, or date"
        : pattern.Contains("-[0-9]{2}", StringComparison.Ordinal) ? "date, or date and time"
        : pattern.Contains(':', StringComparison.Ordinal) ? "digest"
        : "identifier";

    /// <summary>A scalar without quotes.</summary>
    internal static string Plain(JsonNode? value) =>
        value is JsonValue text && text.TryGetValue<string>(out var word) ? word : value?.ToJsonString() ?? "null";

    private static bool NeedsQuotes(string word) =>
        word.AsSpan().IndexOfAny("*!&@{}[]#?<>|'\"`,") >= 0
        || word.StartsWith('%')
        || word.Contains(": ", StringComparison.Ordinal)
        || word is "true" or "false";
}
