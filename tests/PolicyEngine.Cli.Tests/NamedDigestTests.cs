using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Cli.Tests;

/// <summary>What policies name by digest is read of registries that list
/// only tags: nothing that it needs goes with another image.</summary>
public sealed class NamedDigestTests(DockerRegistryFixture registry) : IClassFixture<DockerRegistryFixture>
{
    private const string Missing = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private static readonly Dictionary<string, string> NoVariables = [];
    private static readonly TestManifest Shared = TestManifest.Image("shared");
    private static readonly TestManifest Own = TestManifest.Image("own");
    private static readonly TestManifest Untagged = TestManifest.Index(Shared, Own);
    private static readonly TestManifest Going = TestManifest.Index(Shared, TestManifest.Image("going"));

    [SkippableTheory]
    [InlineData("protect", "protect: [{ digests: [UNTAGGED] }]", "")]
    [InlineData("protect-any", "protect: [{ any: [{ digests: [UNTAGGED] }, { tags: [latest] }] }]", "")]
    [InlineData("in-use", "protect: [{ in-use: { refs: [running.txt] } }]", "HOST/in-use@UNTAGGED")]
    [InlineData("in-use-tag", "protect: [{ in-use: { refs: [running.txt] } }]", "HOST/in-use-tag:v9@UNTAGGED")]
    [InlineData("in-use-bare", "protect: [{ in-use: { refs: [running.txt] } }]", "UNTAGGED")]
    [InlineData("in-use-mirror", "protect: [{ in-use: { refs: [running.txt] } }]", "mirror.example.com/proxy/other@UNTAGGED")]
    [InlineData("in-use-file", "protect: [{ in-use: { files: [running.txt] } }]", "image: HOST/in-use-file@UNTAGGED")]
    [InlineData("keep", "", "", "- { id: kept, match: { digests: [UNTAGGED] }, keep: all }")]
    [InlineData("keep-not", "", "", "- { id: kept, match: { not: { not: { digests: [UNTAGGED] } } }, keep: all }")]
    [InlineData("but-not", "", "", "- { id: all, match: { not: { digests: [UNTAGGED] } }, delete: all }")]
    public async Task A_named_untagged_index_keeps_what_it_shares_with_an_image_that_goes(
        string name,
        string protect,
        string running,
        string rule = ""
    )
    {
        using var folder = await SceneAsync(name, protect, running, rule);
        foreach (var command in new[] { "plan", "run" })
        {
            var run = await RunAsync(folder, command, command == "plan" ? [] : ["--journal", "j.jsonl"]);
            Assert.True(run.Status == 0, run.Output + run.Error);
        }

        Assert.Equal("untagged, shared, own", await LeftAsync(name));
        var explained = await RunAsync(folder, "explain", [$"{registry.Host}/{name}@{Untagged.Digest}"], "policy.yaml");
        Assert.True(explained.Status == 0, explained.Error);
        Assert.Contains("Keep: ", explained.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_delete_rule_that_names_an_untagged_index_deletes_it_and_what_nothing_else_needs()
    {
        using var folder = await SceneAsync(
            "delete",
            "protect: [{ tags: [pr-1] }]",
            "",
            "- { id: this, match: { digests: [UNTAGGED] }, delete: all }"
        );
        var run = await RunAsync(folder, "run", ["--journal", "j.jsonl"]);
        Assert.True(run.Status == 0, run.Output + run.Error);
        Assert.Equal("shared, going", await LeftAsync("delete"));
        var restored = await CliRun.RunAsync(
            folder.Path,
            ["restore", "j.jsonl", "--registry-url", registry.Url.AbsoluteUri],
            NoVariables,
            TimeProvider.System
        );
        Assert.True(restored.Status == 0, restored.Output + restored.Error);
        Assert.Equal("untagged, shared, own, going", await LeftAsync("delete"));
    }

    [SkippableTheory]
    [InlineData(
        "missing",
        "protect: [{ id: lost, digests: [MISSING] }]",
        "",
        "The protection 'lost' names MISSING, which is not in this repository.",
        "policy.yaml:4:11"
    )]
    [InlineData(
        "missing-use",
        "protect: [{ in-use: { refs: [running.txt] } }]",
        "HOST/missing-use@MISSING",
        "'running.txt:1' names MISSING, which is not in this repository.",
        "policy.yaml:4:11"
    )]
    [InlineData(
        "missing-keep",
        "",
        "",
        "The rule 'kept' names MISSING, which is not in this repository.",
        "policy.yaml:6:3",
        "- { id: kept, match: { digests: [MISSING] }, keep: all }"
    )]
    public async Task A_named_digest_that_is_missing_is_a_finding(
        string name,
        string protect,
        string running,
        string finding,
        string place,
        string rule = ""
    )
    {
        using var folder = await SceneAsync(name, protect, running, rule);
        var plan = await RunAsync(folder, "plan", ["--format", "json"]);
        Assert.Equal(0, plan.Status);
        using var json = System.Text.Json.JsonDocument.Parse(plan.Output);
        var found = json
            .RootElement.GetProperty("repositories")[0]
            .GetProperty("findings")
            .EnumerateArray()
            .Single(f => f.GetProperty("id").GetString() == "PE4081");
        Assert.Equal(finding.Replace("MISSING", Missing, StringComparison.Ordinal), found.GetProperty("message").GetString());
        Assert.Equal((Missing, place), (found.GetProperty("digest").GetString(), found.GetProperty("source").GetString()));
    }

    [SkippableFact]
    public async Task A_digest_of_another_repository_of_the_run_is_not_missing()
    {
        using var folder = await SceneAsync("one", "protect: [{ digests: [UNTAGGED] }]", "");
        await registry.PushAsync("two", Shared, "v1");
        folder.Write("policy.yaml", folder.Read("policy.yaml").Replace("/one\"", "/*\"", StringComparison.Ordinal));
        var plan = await RunAsync(folder, "plan", ["--target", $"{registry.Host}/one", "--target", $"{registry.Host}/two"]);
        Assert.Equal(0, plan.Status);
        Assert.DoesNotContain("PE4081", plan.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_snapshot_that_cannot_show_a_named_digest_deletes_nothing()
    {
        using var folder = await SceneAsync("snapshot", "protect: [{ id: pinned, digests: [UNTAGGED] }]", "");
        var taken = await CliRun.RunAsync(
            folder.Path,
            ["snapshot", $"{registry.Host}/snapshot", "--registry-url", registry.Url.AbsoluteUri, "-o", "s.json"],
            NoVariables,
            TimeProvider.System
        );
        Assert.True(taken.Status == 0, taken.Error);
        var plan = await RunAsync(folder, "plan", ["--snapshot", "s.json"]);
        Assert.Equal(3, plan.Status);
        Assert.Contains("PE4082", plan.Output, StringComparison.Ordinal);
        Assert.Contains("The protection 'pinned' names", plan.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_named_digest_that_cannot_be_read_leaves_the_repository_incomplete_and_is_asked_for_once()
    {
        await using var server = await OddServer.StartAsync();
        server.HasTags("a", "pr-1").Has("a", Shared).Has("a", Own).Has("a", Going, "pr-1").Has("a", TestManifest.Image("going"));
        using var folder = new TemporaryFolder();
        Write(folder, server.Host, "a", "protect: [{ digests: [UNTAGGED] }]", "");
        string[] args = ["plan", "policy.yaml", "--registry-url", server.Url.AbsoluteUri, "--no-cache"];
        server.On($"GET /v2/a/manifests/{Untagged.Digest}", Answer.Error(403, "DENIED"));
        var refused = await CliRun.RunAsync(folder.Path, args, NoVariables, TimeProvider.System);
        Assert.True(refused.Status == 3, refused.Output + refused.Error);

        server.Has("a", Untagged);
        var before = server.Received.Count;
        var read = await CliRun.RunAsync(folder.Path, args, NoVariables, TimeProvider.System);
        Assert.True(read.Status == 0, read.Output + read.Error);
        Assert.Single(server.Received.Skip(before), request => request.Line == $"GET /v2/a/manifests/{Untagged.Digest}");
        Assert.Contains("protected by 'protect-1'", read.Output, StringComparison.Ordinal);
    }

    private static void Write(TemporaryFolder folder, string host, string name, string protect, string running, string rule = "")
    {
        string Fill(string text) =>
            text.Replace("UNTAGGED", Untagged.Digest, StringComparison.Ordinal)
                .Replace("MISSING", Missing, StringComparison.Ordinal)
                .Replace("HOST", host, StringComparison.Ordinal);
        folder.Write("running.txt", Fill(running) + "\n");
        folder.Write(
            "policy.yaml",
            Fill(
                $$"""
                version: 1
                targets: ["HOST/{{name}}"]
                settings: { age-from: [created], grace: 1s }
                {{protect}}
                rules:
                {{rule}}
                - { id: old, match: { tagged: true }, delete: all }
                limits: { min-remaining: 0 }
                """
            )
        );
    }

    private Task<CliRun> RunAsync(TemporaryFolder folder, string command, string[] args, params string[] more) =>
        CliRun.RunAsync(
            folder.Path,
            [
                command,
                .. more.Length == 0 ? ["policy.yaml", .. args] : args.Concat(more),
                "--registry-url",
                registry.Url.AbsoluteUri,
                "--no-cache",
            ],
            NoVariables,
            TimeProvider.System
        );

    private async Task<string> LeftAsync(string name)
    {
        var left = new List<string>();
        foreach (var (word, manifest) in new[] { ("untagged", Untagged), ("shared", Shared), ("own", Own), ("going", Going) })
        {
            if (await registry.HasAsync(name, manifest.Digest))
            {
                left.Add(word);
            }
        }

        return string.Join(", ", left);
    }

    private async Task<TemporaryFolder> SceneAsync(string name, string protect, string running, string rule = "")
    {
        registry.Require();
        foreach (var image in new[] { Shared, Own, TestManifest.Image("going") })
        {
            await registry.PushAsync(name, image);
        }

        await registry.PushAsync(name, Untagged);
        await registry.PushAsync(name, Going, "pr-1");
        var folder = new TemporaryFolder();
        Write(folder, registry.Host, name, protect, running, rule);
        return folder;
    }
}
