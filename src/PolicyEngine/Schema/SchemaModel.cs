using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;

namespace PolicyEngine.Schema;

/// <summary>Builds NJsonSchema's model of a schema. Its own reader finds
/// members by reflection, which a native program does not have. Pure.</summary>
internal static class SchemaModel
{
    private const string DefinitionPrefix = "#/definitions/";

    /// <summary>The model. What only describes (titles, examples, defaults) is
    /// left out; a keyword that would not be checked is an error.</summary>
    public static JsonSchema Build(JsonObject schema)
    {
        var root = new JsonSchema();
        var definitions = schema["definitions"]?.AsObject() ?? [];
        foreach (var (name, _) in definitions)
        {
            // All of them first: they refer to one another.
            root.Definitions[name] = new JsonSchema();
        }

        foreach (var (name, definition) in definitions)
        {
            Fill(root.Definitions[name], definition, root.Definitions);
        }

        return Fill(root, schema, root.Definitions);
    }

    private static T Fill<T>(T model, JsonNode? schema, IDictionary<string, JsonSchema> definitions)
        where T : JsonSchema
    {
        foreach (var (keyword, value) in schema!.AsObject())
        {
            if (!FillParts(model, keyword, value!, definitions) && !FillLimit(model, keyword, value!) && !IsDescription(keyword))
            {
                throw new NotSupportedException($"The keyword '{keyword}' of a schema is not checked.");
            }
        }

        return model;
    }

    /// <summary>The keywords that hold schemas.</summary>
    private static bool FillParts(JsonSchema model, string keyword, JsonNode value, IDictionary<string, JsonSchema> definitions)
    {
        switch (keyword)
        {
            case "$ref":
                model.Reference = definitions[((string)value!)[DefinitionPrefix.Length..]];
                return true;
            case "properties":
                FillProperties(model.Properties, value, definitions);
                return true;
            case "patternProperties":
                FillProperties(model.PatternProperties, value, definitions);
                return true;
            case "additionalProperties" when value is JsonObject:
                model.AdditionalPropertiesSchema = Fill(new JsonSchema(), value, definitions);
                return true;
            case "additionalProperties":
                model.AllowAdditionalProperties = (bool)value;
                return true;
            case "items":
                model.Item = Fill(new JsonSchema(), value, definitions);
                return true;
            case "anyOf":
                FillAlternatives(model.AnyOf, value, definitions);
                return true;
            case "allOf":
                FillAlternatives(model.AllOf, value, definitions);
                return true;
            case "oneOf":
                FillAlternatives(model.OneOf, value, definitions);
                return true;
            case "not":
                model.Not = Fill(new JsonSchema(), value, definitions);
                return true;
            default:
                return false;
        }
    }

    private static void FillProperties(
        IDictionary<string, JsonSchemaProperty> properties,
        JsonNode value,
        IDictionary<string, JsonSchema> definitions
    )
    {
        foreach (var (name, property) in value.AsObject())
        {
            properties[name] = Fill(new JsonSchemaProperty(), property, definitions);
        }
    }

    private static void FillAlternatives(ICollection<JsonSchema> alternatives, JsonNode value, IDictionary<string, JsonSchema> definitions)
    {
        foreach (var alternative in value.AsArray())
        {
            alternatives.Add(Fill(new JsonSchema(), alternative, definitions));
        }
    }

    /// <summary>The keywords that hold values.</summary>
    private static bool FillLimit(JsonSchema model, string keyword, JsonNode value)
    {
        switch (keyword)
        {
            case "type":
                model.Type = value is JsonArray types
                    ? types.Aggregate(JsonObjectType.None, (all, type) => all | TypeOf((string)type!))
                    : TypeOf((string)value!);
                return true;
            case "enum":
                foreach (var choice in value.AsArray())
                {
                    model.Enumeration.Add(Plain(choice));
                }

                return true;
            case "required":
                foreach (var name in value.AsArray())
                {
                    model.RequiredProperties.Add((string)name!);
                }

                return true;
            case "pattern":
                model.Pattern = (string)value!;
                return true;
            case "format":
                model.Format = (string)value!;
                return true;
            case "minLength":
                model.MinLength = Count(value);
                return true;
            case "maxLength":
                model.MaxLength = Count(value);
                return true;
            case "minItems":
                model.MinItems = Count(value);
                return true;
            case "maxItems":
                model.MaxItems = Count(value);
                return true;
            case "uniqueItems":
                model.UniqueItems = (bool)value;
                return true;
            case "minProperties":
                model.MinProperties = Count(value);
                return true;
            case "maxProperties":
                model.MaxProperties = Count(value);
                return true;
            case "minimum":
                model.Minimum = Count(value);
                return true;
            case "maximum":
                model.Maximum = Count(value);
                return true;
            default:
                return false;
        }
    }

    private static bool IsDescription(string keyword) =>
        keyword is "$schema" or "$id" or "title" or "description" or "default" or "examples" or "definitions";

    private static JsonObjectType TypeOf(string word) =>
        word switch
        {
            "string" => JsonObjectType.String,
            "object" => JsonObjectType.Object,
            "array" => JsonObjectType.Array,
            "boolean" => JsonObjectType.Boolean,
            "integer" => JsonObjectType.Integer,
            "number" => JsonObjectType.Number,
            "null" => JsonObjectType.Null,
            _ => throw new NotSupportedException($"The type '{word}' of a schema is not known."),
        };

    // A node that was made of an int gives no long, and one that was parsed gives all.
    private static int Count(JsonNode number) =>
        int.Parse(number.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static object? Plain(JsonNode? choice) =>
        choice?.GetValueKind() switch
        {
            null => null,
            JsonValueKind.String => (string)choice!,
            JsonValueKind.Number => (long)Count(choice),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw new NotSupportedException("A choice of a schema is a plain value."),
        };
}
