using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PolicyEngine.PolicyTests.Shapes;
using PolicyEngine.Schema;

namespace PolicyEngine.Reference;

/// <summary>The JSON schema of policy tests, generated from the descriptions that the binder uses.</summary>
/// <remarks>Draft-07, as <see cref="PolicySchema"/>.</remarks>
internal static class PolicyTestSchema
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text of <c>schema/policytest.schema.json</c>, with a final newline.</summary>
    public static string Generate() => EditorSchema.Of(Create(), "policytest").ToJsonString(Indented) + "\n";

    /// <summary>The schema without what is only for editors.</summary>
    internal static JsonObject Create()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "PolicyEngine policy tests",
            ["description"] = "Tests of retention policies: repositories of a few lines, and what a policy must do with them.",
        };
        foreach (var (key, value) in TestFileShape.Document.Schema())
        {
            schema[key] = value?.DeepClone();
        }

        schema["definitions"] = new JsonObject { [ImageShape.Definition.Name] = ImageShape.Definition.Schema() };
        return schema;
    }
}
