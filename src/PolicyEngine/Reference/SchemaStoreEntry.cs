using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PolicyEngine.Text;

namespace PolicyEngine.Reference;

/// <summary>The entries for the catalog of SchemaStore, <c>schema/schemastore.json</c>:
/// by them editors find the schemas from the names of files. Pure.</summary>
internal static class SchemaStoreEntry
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text of the file, with a final newline.</summary>
    public static string Generate() =>
        new JsonArray(
            Entry(
                "PolicyEngine retention policy",
                "A retention policy for container registries",
                SchemaCatalog.Policy,
                "**/.github/retention.yaml",
                "**/.github/retention.yml",
                "**/*.retention.yaml"
            ),
            Entry(
                "PolicyEngine policy test",
                "Tests of retention policies",
                SchemaCatalog.PolicyTest,
                "**/*.policytest.yaml",
                "**/*.policytest.yml"
            )
        ).ToJsonString(Indented) + "\n";

    private static JsonObject Entry(string name, string description, string schema, params string[] files) =>
        new()
        {
            ["name"] = name,
            ["description"] = description,
            ["fileMatch"] = new JsonArray([.. files.Select(f => (JsonNode)f)]),
            ["url"] = ProjectAddress.Schema(schema),
        };
}
