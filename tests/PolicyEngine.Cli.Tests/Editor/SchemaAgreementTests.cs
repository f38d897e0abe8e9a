using System.Text.Json.Nodes;
using NJsonSchema;
using PolicyEngine.Reference;

namespace PolicyEngine.Cli.Tests.Editor;

/// <summary>Two implementations of JSON Schema judge the same instances: ajv, and NJsonSchema, with which the program checks policies.</summary>
public sealed class SchemaAgreementTests
{
    private static readonly (bool Valid, string Policy)[] Policies =
    [
        (true, """{ "version": 1, "rules": [] }"""),
        (true, """{ "version": 1, "rules": [{ "id": "old", "delete": "all" }] }"""),
        (true, """{ "version": 1, "rules": [{ "id": "pr", "match": { "tags": ["pr-*"] }, "delete": { "older-than": "14d", "except-newest": 3 } }] }"""),
        (true, """{ "version": 1, "targets": ["ghcr.io/acme/web"], "rules": [{ "id": "old", "keep": "all" }] }"""),
        (false, """{ "version": 1 }"""),
        (false, """{ "version": 2, "rules": [] }"""),
        (false, """{ "version": 1, "rules": [{ "delete": "all" }] }"""),
        (false, """{ "version": 1, "rules": [{ "id": "none" }] }"""),
        (false, """{ "version": 1, "rules": [{ "id": "both", "delete": "all", "keep": "all" }] }"""),
        (false, """{ "version": 1, "rules": [{ "id": "old", "mach": {}, "delete": "all" }] }"""),
        (false, """{ "version": 1, "rules": [{ "id": "old", "delete": { "older-than": "3 fortnights" } }] }"""),
        (false, """{ "version": 1, "rules": [{ "id": "old", "delete": { "except-newest": -1 } }] }"""),
        (false, """{ "version": 1, "rules": [{ "id": "Upper", "delete": "all" }] }"""),
        (false, "[]"),
    ];

    [SkippableFact]
    public async Task Ajv_and_NJsonSchema_agree_on_right_and_wrong_policies()
    {
        var instances = new JsonArray([.. Policies.Select(p => JsonNode.Parse(p.Policy))]);
        var answer = await NodeScript.RunAsync("ajv.mjs", new JsonObject { ["schema"] = "policy", ["instances"] = instances });
        var schema = await JsonSchema.FromJsonAsync(SchemaCatalog.Find("policy")!);
        var ajv = answer["verdicts"]!.AsArray().Select((v, i) => $"{(bool)v!["valid"]!} {Policies[i].Policy}");
        var own = Policies.Select(p => $"{schema.Validate(p.Policy).Count == 0} {p.Policy}");
        var expected = Policies.Select(p => $"{p.Valid} {p.Policy}").ToList();
        Assert.Equal(expected, ajv);
        Assert.Equal(expected, own);
    }

    [SkippableFact]
    public async Task Ajv_compiles_every_schema_of_the_catalog_in_its_strict_mode()
    {
        var answer = await NodeScript.RunAsync("ajv.mjs", new JsonObject { ["schema"] = "plan", ["instances"] = new JsonArray(new JsonObject()) });
        Assert.Equal(SchemaCatalog.Names.Order(StringComparer.Ordinal), answer["compiled"]!.AsArray().Select(name => (string)name!));
        Assert.False((bool)answer["verdicts"]![0]!["valid"]!);
    }
}
