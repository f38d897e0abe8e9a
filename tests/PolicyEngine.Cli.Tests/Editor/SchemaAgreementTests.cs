using System.Text.Json.Nodes;
using PolicyEngine.Reference;
using PolicyEngine.Schema;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Tests.Editor;

/// <summary>What editors are given and what the program checks say the same: ajv
/// judges by the published schema, NJsonSchema by the one it is made from.</summary>
public sealed class SchemaAgreementTests
{
    private static readonly string[] Values =
    [
        "null",
        "3",
        "\"all\"",
        "\"14d\"",
        "true",
        "[]",
        "[\"a\"]",
        "{}",
        "{\"tags\":\"a\"}",
        "{\"older-than\":\"14d\"}",
    ];

    private const string Everything = """
        { "version": 1, "name": "web", "targets": ["ghcr.io/acme/web", { "registry": "r.example.com", "repositories": ["a/*"], "insecure": false }],
          "settings": { "grace": "1h", "age-from": ["pushed"], "unmatched": "keep" }, "limits": { "max-delete": "25%", "min-remaining": 1 },
          "protect": [{ "id": "released", "tags": ["v*"] }, { "in-use": { "files": ["a.yaml"] } }],
          "rules": [
            { "id": "pr", "match": { "tags": { "any": ["pr-*"], "regex": "a" }, "any": [{ "tagged": false }], "not": { "labels": { "a": "b" } } }, "delete": { "older-than": "14d", "until": { "total-size": "1GiB" } } },
            { "id": "rest", "keep": { "newest": 3, "per": "semver.major", "order-by": "semver" } } ] }
        """;

    private static readonly (bool Valid, string Policy)[] Policies =
    [
        (true, """{ "version": 1, "rules": [] }"""),
        (true, """{ "version": 1, "rules": [{ "id": "old", "delete": "all" }] }"""),
        (
            true,
            """{ "version": 1, "rules": [{ "id": "pr", "match": { "tags": ["pr-*"] }, "delete": { "older-than": "14d", "except-newest": 3 } }] }"""
        ),
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
        var expected = Policies.Select(p => $"{p.Valid} {p.Policy}").ToList();
        var policies = Policies.Select(p => p.Policy).ToList();
        Assert.Equal(expected, await ByAjv(policies));
        Assert.Equal(expected, policies.Select(p => $"{Fits(p)} {p}"));
    }

    [SkippableFact]
    public async Task Ajv_and_NJsonSchema_agree_on_every_value_at_every_place()
    {
        var policies = Changed(JsonNode.Parse(Everything)!).ToList();
        Assert.True(policies.Count > 400, $"{policies.Count} policies are too few to show much.");
        Assert.Equal(policies.Select(p => $"{Fits(p)} {p}"), await ByAjv(policies));
    }

    private static async Task<IEnumerable<string>> ByAjv(List<string> policies)
    {
        var instances = new JsonArray([.. policies.Select(p => JsonNode.Parse(p))]);
        var answer = await NodeScript.RunAsync("ajv.mjs", new JsonObject { ["schema"] = "policy", ["instances"] = instances });
        return answer["verdicts"]!.AsArray().Select((v, i) => $"{(bool)v!["valid"]!} {policies[i]}");
    }

    private static bool Fits(string policy) => SchemaCheck.Find(SyntaxTree.Parse(SourceText.From("policy.yaml", policy))).IsEmpty;

    /// <summary>The policy with each of its values replaced by each of some others, one at a time.</summary>
    private static IEnumerable<string> Changed(JsonNode policy)
    {
        foreach (var path in Paths(policy).ToList())
        {
            foreach (var value in Values)
            {
                var changed = policy.DeepClone();
                var parent = changed;
                foreach (var step in path[..^1])
                {
                    parent = int.TryParse(step, out var index) ? parent[index]! : parent[step]!;
                }

                if (int.TryParse(path[^1], out var last))
                {
                    parent[last] = JsonNode.Parse(value);
                }
                else
                {
                    parent[path[^1]] = JsonNode.Parse(value);
                }

                yield return changed.ToJsonString();
            }
        }
    }

    private static IEnumerable<string[]> Paths(JsonNode? node) =>
        node switch
        {
            JsonObject map => map.SelectMany(p => Paths(p.Value).Select(rest => (string[])[p.Key, .. rest]).Prepend([p.Key])),
            JsonArray list => list.SelectMany((item, i) => Paths(item).Select(rest => (string[])[$"{i}", .. rest]).Prepend([$"{i}"])),
            _ => [],
        };

    [SkippableFact]
    public async Task Ajv_compiles_every_schema_of_the_catalog_in_its_strict_mode()
    {
        var answer = await NodeScript.RunAsync(
            "ajv.mjs",
            new JsonObject { ["schema"] = "plan", ["instances"] = new JsonArray(new JsonObject()) }
        );
        Assert.Equal(SchemaCatalog.Names.Order(StringComparer.Ordinal), answer["compiled"]!.AsArray().Select(name => (string)name!));
        Assert.False((bool)answer["verdicts"]![0]!["valid"]!);
    }
}
