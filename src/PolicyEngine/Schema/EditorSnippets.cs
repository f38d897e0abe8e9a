using System.Text;
using System.Text.Json.Nodes;

namespace PolicyEngine.Schema;

/// <summary>What completion inserts as the value of a key: right as it stands, with places to type over. Pure.</summary>
/// <remarks>
/// yaml-language-server offers the snippet of a key also inside of a mapping that is the key's value, or an
/// entry of it: so the snippet of such a key is a mapping, which fits there too. What is nested deeper is
/// written in YAML's flow style, since the server would write <c>[object Object]</c>; so is the value of a
/// key that may be the first of an entry of a list, since the server would not indent it far enough there.
/// </remarks>
internal static class EditorSnippets
{
    /// <summary>The snippet of a key.</summary>
    /// <param name="keyword">The key.</param>
    /// <param name="key">Its schema, as it is checked.</param>
    /// <param name="definitions">The definitions that it refers to.</param>
    /// <param name="isFirst">Whether the key may be the first of an entry of a list.</param>
    public static JsonObject Of(string keyword, JsonObject key, JsonObject definitions, bool isFirst)
    {
        JsonNode?[] samples = key["examples"] is JsonArray { Count: > 0 } examples ? [.. examples] : [Sample(keyword, key, definitions)];
        var sample = samples.Select(Mapping).FirstOrDefault(s => s is not null && !TakesTexts(key, definitions)) ?? samples[0];
        return new JsonObject { ["label"] = SchemaText.Yaml(sample), ["body"] = Body(sample, isFirst) };
    }

    /// <summary>The other values to offer where only the value is missing: those that are one word.</summary>
    public static JsonNode[] Others(JsonObject key, JsonObject snippet) =>
        key["examples"] is JsonArray examples
            ? [.. examples.OfType<JsonValue>().Where(e => SchemaText.Yaml(e) != (string)snippet["label"]!).Select(e => e.DeepClone())]
            : [];

    /// <summary>A value as a mapping: itself, or its first entry.</summary>
    private static JsonObject? Mapping(JsonNode? sample) => sample as JsonObject ?? (sample as JsonArray)?.FirstOrDefault() as JsonObject;

    /// <summary>Whether the value may be a list of texts.</summary>
    private static bool TakesTexts(JsonObject key, JsonObject definitions) =>
        key["anyOf"] is JsonArray forms
        && forms.Any(f => f!["items"] is JsonObject items && !SchemaKinds.Of(items, definitions).Contains("object"));

    private static JsonNode Body(JsonNode? sample, bool isFlow)
    {
        var place = 0;
        return sample switch
        {
            JsonObject map when !isFlow => Entry(map, ref place),
            JsonObject or JsonArray => Flow(sample, ref place),
            // As the server writes it: a second proposal of the same word is then none.
            JsonValue word when word.TryGetValue<string>(out _) => SchemaText.Yaml(word),
            _ => sample!.DeepClone(),
        };
    }

    private static JsonObject Entry(JsonObject entry, ref int place)
    {
        var result = new JsonObject();
        foreach (var (key, value) in entry)
        {
            result[key] = Flow(value, ref place);
        }

        return result;
    }

    private static string Flow(JsonNode? value, ref int place)
    {
        var text = new StringBuilder();
        Append(text, value, ref place);
        return text.ToString();
    }

    private static void Append(StringBuilder text, JsonNode? value, ref int place)
    {
        switch (value)
        {
            case JsonArray list:
                text.Append('[');
                for (var i = 0; i < list.Count; i++)
                {
                    text.Append(i == 0 ? "" : ", ");
                    Append(text, list[i], ref place);
                }

                text.Append(']');
                break;
            case JsonObject map:
                text.Append("{ ");
                var first = true;
                foreach (var (key, item) in map)
                {
                    text.Append(first ? "" : ", ").Append(key).Append(": ");
                    Append(text, item, ref place);
                    first = false;
                }

                text.Append(" }");
                break;
            default:
                AppendScalar(text, SchemaText.Yaml(value), ref place);
                break;
        }
    }

    /// <summary>A scalar with its quotes outside of the place to type over.</summary>
    private static void AppendScalar(StringBuilder text, string scalar, ref int place)
    {
        var isQuoted = scalar is ['"', _, .., '"'];
        var inner = isQuoted ? scalar[1..^1] : scalar;
        text.Append(isQuoted ? "\"" : "").Append("${").Append(++place).Append(':');
        foreach (var c in inner)
        {
            text.Append(c is '$' or '}' or '\\' ? "\\" : "").Append(c);
        }

        text.Append('}').Append(isQuoted ? "\"" : "");
    }

    /// <summary>A value that is right: the first form, the first word, the required keys.</summary>
    private static JsonNode? Sample(string keyword, JsonObject schema, JsonObject definitions)
    {
        var form = SchemaKinds.Resolve(schema, definitions);
        if ((form["examples"] as JsonArray)?.FirstOrDefault() is { } example)
        {
            return example.DeepClone();
        }

        if (form["default"] is { } value)
        {
            return value.DeepClone();
        }

        if ((form["anyOf"] ?? form["allOf"]) is JsonArray forms)
        {
            return Sample(keyword, forms[0]!.AsObject(), definitions);
        }

        if (form["enum"] is JsonArray choices)
        {
            return choices[0]!.DeepClone();
        }

        return (string?)form["type"] switch
        {
            "integer" => Math.Max(1, (int?)form["minimum"] ?? 1),
            "boolean" => false,
            "array" => new JsonArray(Sample(keyword, form["items"]!.AsObject(), definitions)),
            "object" => SampleMapping(form, definitions),
            _ => form["pattern"] is { } pattern ? SampleOf((string)pattern!) : keyword,
        };
    }

    private static JsonObject SampleMapping(JsonObject form, JsonObject definitions)
    {
        var result = new JsonObject();
        if (form["properties"] is not JsonObject keys)
        {
            result["name"] = Sample("value", form["additionalProperties"]!.AsObject(), definitions);
            return result;
        }

        string[] required =
        [
            .. form["required"]?.AsArray().Select(r => (string)r!) ?? [],
            .. (form["oneOf"]?[0]?["required"] as JsonArray)?.Select(r => (string)r!) ?? [],
        ];
        foreach (var key in required.Length > 0 ? required : [keys.First().Key])
        {
            result[key] = Sample(key, keys[key]!.AsObject(), definitions);
        }

        return result;
    }

    private static string SampleOf(string pattern) =>
        pattern.Contains("-[0-9]{2}", StringComparison.Ordinal)
            ? (pattern.Contains("ago", StringComparison.Ordinal) ? "40d ago" : "2026-06-01T00:00:00Z")
        : pattern.EndsWith("%$", StringComparison.Ordinal) ? "25%"
        : pattern.Contains(':', StringComparison.Ordinal) ? "sha256:" + new string('0', 64)
        : "name";
}
