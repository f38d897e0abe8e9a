using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Conditions;
using PolicyEngine.Document;
using PolicyEngine.Inputs;

namespace PolicyEngine.Schema;

/// <summary>The JSON schema of policies, generated from the descriptions that the binder uses.</summary>
/// <remarks>
/// Draft-07, which editors know best. What the program checks holds only keywords that NJsonSchema checks; what is published
/// says the same in the form of <see cref="EditorSchema"/>. What needs more than one value at a time is the binder's.
/// </remarks>
internal static class PolicySchema
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly SchemaDefinition[] Definitions =
    [
        InputsType.Definition,
        TargetType.Definition,
        ProtectionType.Definition,
        RuleType.Definition,
        ConditionCatalog.Definition,
    ];

    /// <summary>The text of <c>schema/policy.schema.json</c>, with a final newline.</summary>
    public static string Generate()
    {
        var schema = EditorSchema.Of(Create(), "policy");
        InputSchema.Allow(schema);
        return schema.ToJsonString(Indented) + "\n";
    }

    /// <summary>The schema as the program checks it, without what is only for editors, and with inputs where values may be.</summary>
    internal static JsonObject CreateChecked()
    {
        var schema = Create();
        InputSchema.Allow(schema);
        return schema;
    }

    /// <summary>The schema of policies in which inputs have their values.</summary>
    internal static JsonObject Create()
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

        var definitions = new JsonObject();
        foreach (var definition in Definitions)
        {
            definitions[definition.Name] = definition.Schema();
        }

        schema["definitions"] = definitions;
        return schema;
    }
}
