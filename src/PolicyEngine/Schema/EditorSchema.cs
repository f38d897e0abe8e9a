using System.Text.Json.Nodes;

namespace PolicyEngine.Schema;

/// <summary>
/// Turns a schema that is made to be checked into one that is made to be edited with: the same values are right,
/// but completion inserts what is right, hover says more, and a mistake is reported in words, where it is. Pure.
/// </summary>
/// <remarks>
/// A choice of forms becomes one condition for each kind of value, so that a mistake inside a mapping is never
/// taken for a wrong word beside it. Of the keywords that are only for editors, yaml-language-server and VS Code
/// know <c>defaultSnippets</c>, <c>markdownDescription</c>, <c>errorMessage</c> and <c>patternErrorMessage</c>.
/// </remarks>
internal static class EditorSchema
{
    private static readonly string[] s_ofTexts = ["examples", "default"];

    /// <summary>Converts a schema with its definitions.</summary>
    /// <param name="schema">The schema; it is not changed.</param>
    /// <param name="section">The section of the reference page that describes its keys.</param>
    public static JsonObject Of(JsonObject schema, string section)
    {
        var definitions = schema["definitions"]?.AsObject() ?? [];
        var result = Convert(schema, definitions, section);
        if (definitions.Count > 0)
        {
            var converted = new JsonObject();
            foreach (var (name, definition) in definitions)
            {
                converted[name] = Convert(definition!.AsObject(), definitions, name);
            }

            result["definitions"] = converted;
        }

        return result;
    }

    private static JsonObject Convert(JsonObject schema, JsonObject definitions, string section)
    {
        var result = new JsonObject();
        var parts = new JsonArray();
        foreach (var (keyword, value) in schema)
        {
            switch (keyword)
            {
                case "definitions":
                    break;
                case "properties":
                    // Where no key has to be there, any of them may be the first of an entry.
                    result[keyword] = Properties(
                        value!.AsObject(),
                        definitions,
                        section,
                        definitions.ContainsKey(section) && schema["required"] is null
                    );
                    break;
                case "items" or "additionalProperties" when value is JsonObject inner:
                    result[keyword] = Convert(inner, definitions, section);
                    break;
                case "anyOf" when SchemaKinds.AreDistinct(value!.AsArray(), definitions):
                    AddChoice(schema, result, parts, definitions, section);
                    break;
                case "anyOf" or "allOf":
                    result[keyword] = new JsonArray([
                        .. value!.AsArray().Select(v => (JsonNode)Convert(v!.AsObject(), definitions, section)),
                    ]);
                    break;
                case "oneOf" when RequiredOf(value!.AsArray()) is [var one, var other]:
                    AddExclusive(one, other, parts);
                    break;
                case "enum" when value is JsonArray { Count: 1 } words && (string?)schema["type"] == "string":
                    // A quick fix that writes the one word in the place of a longer mistake would change what the policy does.
                    result["pattern"] = $"^{(string)words[0]!}$";
                    result["patternErrorMessage"] = EditorText.Expected(schema);
                    break;
                case var _ when s_ofTexts.Contains(keyword):
                    break;
                default:
                    result[keyword] = value?.DeepClone();
                    break;
            }
        }

        if (schema["pattern"] is not null)
        {
            result["patternErrorMessage"] = EditorText.Expected(schema);
        }

        if ((string?)schema["type"] is "string" or "integer" or "boolean" or "array" && schema["enum"] is null)
        {
            result["errorMessage"] = EditorText.Expected(schema);
        }

        if (parts.Count > 0)
        {
            if (result["allOf"] is JsonArray all)
            {
                foreach (var part in parts.ToArray())
                {
                    parts.Remove(part);
                    all.Add(part);
                }
            }
            else
            {
                result["allOf"] = parts;
            }
        }

        return result;
    }

    private static JsonObject Properties(JsonObject properties, JsonObject definitions, string section, bool mayBeFirst)
    {
        var result = new JsonObject();
        foreach (var (keyword, node) in properties)
        {
            var key = node!.AsObject();
            var inner = section is "policy" or "rule" or "policytest" ? keyword : $"{section}.{keyword}";
            var schema = Convert(key, definitions, inner);
            schema["markdownDescription"] = EditorText.Markdown(keyword, key, section);
            AddSnippets(schema, EditorSnippets.Of(keyword, key, definitions, mayBeFirst), key);
            result[keyword] = schema;
        }

        return result;
    }

    /// <summary>One snippet is inserted with the key; what is offered where only
    /// the value is missing stands beside it, where it is not counted.</summary>
    private static void AddSnippets(JsonObject schema, JsonObject snippet, JsonObject key)
    {
        schema["defaultSnippets"] = new JsonArray((JsonNode)snippet);
        var parts = schema["allOf"] as JsonArray ?? [];

        // With them at the key itself the server would not take the snippet.
        MoveInto(parts, schema, ["enum"]);
        MoveInto(parts, schema, ["properties", "patternProperties", "additionalProperties", "required", "minProperties"]);
        var beside = new JsonObject();
        if (EditorSnippets.Others(key, snippet) is { Length: > 0 } others)
        {
            beside["examples"] = new JsonArray(others);
        }

        // Editors write a default as it is, and '*' without quotes is an alias.
        if (key["default"] is JsonValue value && SchemaText.Yaml(value) == SchemaText.Plain(value))
        {
            beside["default"] = value.DeepClone();
        }

        if (beside.Count > 0)
        {
            parts.Add((JsonNode)beside);
        }

        if (parts.Count > 0)
        {
            schema["allOf"] = parts.Parent is null ? parts : parts.DeepClone();
        }
    }

    private static void MoveInto(JsonArray parts, JsonObject schema, string[] keywords)
    {
        var part = new JsonObject();
        foreach (var keyword in keywords)
        {
            if (schema[keyword] is { } value)
            {
                schema.Remove(keyword);
                part[keyword] = value;
            }
        }

        if (part.Count > 0)
        {
            parts.Add((JsonNode)part);
        }
    }

    private static void AddChoice(JsonObject schema, JsonObject result, JsonArray parts, JsonObject definitions, string section)
    {
        var expected = EditorText.Expected(schema);
        var kinds = new JsonArray();
        foreach (var form in schema["anyOf"]!.AsArray())
        {
            var own = SchemaKinds.Of(form!, definitions);
            foreach (var kind in own)
            {
                kinds.Add((JsonNode)kind);
            }

            var then = Convert(form!.AsObject(), definitions, section);
            if (then["enum"] is null && then["patternErrorMessage"] is not null)
            {
                then["patternErrorMessage"] = expected;
            }

            parts.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["if"] = new JsonObject { ["type"] = SchemaKinds.Json(own) },
                        ["then"] = then,
                    }
            );
        }

        result["type"] = kinds;
        result["errorMessage"] = expected;
    }

    /// <summary>Of two keys, exactly one.</summary>
    private static void AddExclusive(string one, string other, JsonArray parts)
    {
        static JsonObject Requires(string key) => new() { ["required"] = new JsonArray((JsonNode)key) };

        parts.Add(
            (JsonNode)
                new JsonObject
                {
                    ["if"] = new JsonObject { ["required"] = new JsonArray(one, other) },
                    ["then"] = new JsonObject
                    {
                        ["properties"] = new JsonObject { [other] = false },
                        ["errorMessage"] = $"Write either '{one}' or '{other}', not both.",
                    },
                }
        );
        parts.Add(
            (JsonNode)
                new JsonObject
                {
                    ["if"] = new JsonObject { ["not"] = new JsonObject { ["anyOf"] = new JsonArray(Requires(one), Requires(other)) } },
                    ["then"] = new JsonObject
                    {
                        ["required"] = new JsonArray((JsonNode)one),
                        ["errorMessage"] = $"Either '{one}' or '{other}' is missing.",
                    },
                }
        );
    }

    private static string[] RequiredOf(JsonArray forms) =>
        [
            .. forms.Select(f =>
                f is JsonObject { Count: 1 } form && form["required"] is JsonArray { Count: 1 } keys ? (string)keys[0]! : ""
            ),
        ];
}
