using System.Text.Json.Nodes;

namespace PolicyEngine.Cli.Tests.Editor;

/// <summary>Code scanning refuses logs that do not fit the schema of SARIF
/// 2.1.0: what the commands print is judged by that schema.</summary>
public sealed class SarifSchemaTests
{
    private const string Wrong = """
        version: 1
        targets: ["https://user:secret@ghcr.io/acme/web"]
        rules:
          - id: old
            delete: { older-then: 14 days }
          - id: old
            match: { tags: [[x](y), "{a,b}"] }
        """;

    private const string Policy = """
        version: 1
        protect: [{ id: released, tags: "v*" }]
        rules:
          - id: old
            match: { tags: ["pr-*", "nigthly-*"] }
            delete: { older-than: 14d, except-newest: 1 }
          - id: rest
            match: { tagged: true }
            delete: { older-than: 30d }
        """;

    private const string Snapshot = """
        { "formatVersion": 1, "repositories": [
          { "registry": "registry.example.com", "name": "acme/web", "provider": "oci", "takenAt": "2026-06-01T00:00:00Z", "complete": true, "manifests": [
            { "digest": "sha256:1111111111111111111111111111111111111111111111111111111111111111", "tags": ["pr-1", "nightly-1"], "pushedAt": "2026-01-01T00:00:00Z" },
            { "digest": "sha256:2222222222222222222222222222222222222222222222222222222222222222", "tags": ["a](b"], "pushedAt": "2026-01-01T00:00:00Z",
              "manifests": [{ "digest": "sha256:3333333333333333333333333333333333333333333333333333333333333333" }] },
            { "digest": "sha256:4444444444444444444444444444444444444444444444444444444444444444", "tags": ["x"] } ] },
          { "registry": "registry.example.com", "name": "acme/cut", "provider": "oci", "takenAt": "2026-06-01T00:00:00Z", "complete": false, "manifests": [] } ] }
        """;

    [SkippableFact]
    public async Task What_validate_and_plan_print_fits_the_schema_of_Sarif()
    {
        using var folder = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        elsewhere.Write("wrong.yaml", Wrong);
        folder.Write("policies/my web:app,1%.yaml", Wrong);
        folder.Write("policy.yaml", Policy);
        folder.Write("limited.yaml", "limits: { max-delete: 0 }\n" + Policy);
        folder.Write("state.json", Snapshot);
        string[][] commands =
        [
            ["validate", "policies/my web:app,1%.yaml"],
            ["validate", Path.Combine(elsewhere.Path, "wrong.yaml")],
            ["validate", "policy.yaml"],
            ["validate", "policy.yaml", "--severity", "PE3001=none"],
            ["plan", "policy.yaml", "--snapshot", "state.json"],
            ["plan", "limited.yaml", "--snapshot", "state.json"],
            ["plan", "policies/my web:app,1%.yaml", "--snapshot", "state.json"],
        ];
        var logs = new JsonArray();
        var results = 0;
        foreach (var command in commands)
        {
            var log = JsonNode.Parse((await CliRun.RunAsync(folder.Path, [.. command, "--format", "sarif"])).Output)!;
            results += log["runs"]![0]!["results"]!.AsArray().Count;
            logs.Add(log);
        }

        Assert.True(results > 10, $"{results} results are too few to show much.");
        Assert.Equal(logs.Select(_ => ""), await ErrorsAsync(logs));
    }

    [SkippableFact]
    public async Task The_schema_of_Sarif_finds_what_is_wrong() =>
        Assert.Equal(
            ["/runs/0/results/0 should have required property 'message'"],
            await ErrorsAsync(
                new JsonArray(
                    JsonNode.Parse(
                        """{ "version": "2.1.0", "runs": [{ "tool": { "driver": { "name": "x" } }, "results": [{ "ruleId": "PE1" }] }] }"""
                    )
                )
            )
        );

    private static async Task<IEnumerable<string>> ErrorsAsync(JsonArray logs) =>
        (await NodeScript.RunAsync("sarif.mjs", logs))
            .AsArray()
            .Select(verdict => string.Join("; ", verdict!["errors"]!.AsArray().Select(e => (string)e!)));
}
