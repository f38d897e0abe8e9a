using System.Text.Json;
using System.Text.Json.Nodes;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Cli.Tests;

/// <summary>What somebody named in a layout is not untagged, whatever the name looks like.</summary>
public sealed class LayoutNameTests : IDisposable
{
    private const string Annotation = "org.opencontainers.image.ref.name";
    private readonly TemporaryFolder _folder = new();

    public LayoutNameTests() => _folder.CopyFromRepository("examples");

    public static TheoryData<string> Names =>
        [
            "stable/nginx",
            "registry.example.com/acme/web",
            "registry.example.com:5000/acme/web",
            $"web@sha256:{new string('a', 64)}",
            $"sha256:{new string('a', 64)}",
            ".hidden",
            "-x",
            "a b",
            "web:",
            " ",
            "v1\n",
            "\u0000",
            "\u001b[31mred",
            "\u202egnirts",
            "é1",
            "名前",
            "😀",
            new string('x', 5000),
            "*",
            "!v1",
            "::error::x",
        ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_named_entry_is_not_untagged_and_a_pattern_may_delete_it(string name)
    {
        var digest = Rename("pr-6", name);
        Write("untagged", "{ tagged: false }");
        var untagged = await PlanAsync();
        Assert.Contains(digest, Digests(untagged, "keep"));

        Write("named", "{ tags: [\"*\"] }");
        var named = await PlanAsync();
        Assert.Contains(digest, Digests(named, "delete"));
        foreach (var format in new[] { "text", "markdown", "github" })
        {
            var shown = await CliRun.RunAsync(_folder.Path, "plan", "policy.yaml", "--format", format);
            Assert.DoesNotContain(shown.Output, c => c is '\0' or '\u001b' or '\u202e');
            Assert.True(shown.Output.Length < 200_000);
        }

        var index = _folder.Read("examples/registry/index.json");
        var run = await CliRun.RunAsync(_folder.Path, "run", "policy.yaml", "--yes", "--journal", "j.jsonl");
        Assert.True(run.Status == 0, run.Output + run.Error);
        var restored = await CliRun.RunAsync(_folder.Path, "restore", "j.jsonl");
        Assert.True(restored.Status == 0, restored.Output + restored.Error);
        Assert.Equal(Entries(index), Entries(_folder.Read("examples/registry/index.json")));
    }

    [Fact]
    public async Task Two_names_of_one_digest_count_both()
    {
        var digest = Rename("pr-6", "stable/nginx");
        Change(entries => entries.Add(Named(entries, "stable/nginx").DeepClone()));
        Change(entries => Named(entries, "stable/nginx")["annotations"]![Annotation] = "other/nginx");
        Write("one", "{ tags: [\"stable/*\"] }");
        Assert.Contains(digest, Digests(await PlanAsync(), "keep"));
        Write("both", "{ tags: [\"stable/*\", \"other/nginx\"] }");
        Assert.Contains(digest, Digests(await PlanAsync(), "delete"));
    }

    [Fact]
    public async Task A_name_of_two_digests_leaves_the_layout_incomplete()
    {
        Rename("pr-6", "stable/nginx");
        Rename("pr-7", "stable/nginx");
        Write("untagged", "{ tagged: false }");
        var plan = await CliRun.RunAsync(_folder.Path, "plan", "policy.yaml");
        Assert.Equal(3, plan.Status);
        Assert.Contains("'index.json' gives the tag 'stable/nginx' to 2 digests.", plan.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_no_text_leaves_the_layout_incomplete()
    {
        Rename("pr-6", "stable/nginx");
        _folder.Write(
            "examples/registry/index.json",
            _folder.Read("examples/registry/index.json").Replace("stable/nginx", "\\ud800", StringComparison.Ordinal)
        );
        Write("untagged", "{ tagged: false }");
        var plan = await CliRun.RunAsync(_folder.Path, "plan", "policy.yaml");
        Assert.True(plan.Status == 3, plan.Output + plan.Error);
    }

    [SkippableFact]
    public async Task What_skopeo_names_stays()
    {
        RealTool.Require("skopeo");
        var layout = Path.Combine(_folder.Path, "examples/registry");
        await RealTool.RunAsync(
            "skopeo",
            ["--insecure-policy", "copy", "--multi-arch", "all", $"oci:{layout}:v1.0.0", $"oci:{layout}:stable/nginx"]
        );
        Write("untagged", "{ any: [{ tagged: false }, { tags: [v1.0.0] }] }");
        var plan = await CliRun.RunAsync(_folder.Path, "plan", "policy.yaml", "--format", "json");
        Assert.True(plan.Status == 0, plan.Output + plan.Error);
        Assert.Contains("\"stable/nginx\"", plan.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(plan.Output);
        var kept = json
            .RootElement.GetProperty("repositories")[0]
            .GetProperty("keep")
            .EnumerateArray()
            .SelectMany(row => row.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
        Assert.Contains("stable/nginx", kept);
    }

    [Fact]
    public async Task A_pattern_with_a_slash_is_no_mistake_where_layouts_are_targets()
    {
        Write("slash", "{ tags: [\"stable/*\"] }");
        var validated = await CliRun.RunAsync(_folder.Path, "validate", "policy.yaml");
        Assert.DoesNotContain("PE3010", validated.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_with_a_slash_is_explained()
    {
        Rename("pr-6", "stable/nginx");
        Write("slash", "{ tags: [\"stable/*\"] }");
        var explained = await CliRun.RunAsync(_folder.Path, "explain", "stable/nginx", "policy.yaml");
        Assert.True(explained.Status == 0, explained.Error);
        Assert.Contains("The rule 'slash' deletes it", explained.Output, StringComparison.Ordinal);
        var repository = await CliRun.RunAsync(_folder.Path, "explain", "ghcr.io/acme/web", "policy.yaml");
        Assert.Equal(
            (2, "error: 'ghcr.io/acme/web' names a repository but no tag or digest: add :tag or @sha256:….\n"),
            (repository.Status, repository.Error)
        );
    }

    private static IEnumerable<string> Entries(string index) =>
        JsonNode.Parse(index)!["manifests"]!.AsArray().Select(entry => entry!.ToJsonString()).Order(StringComparer.Ordinal);

    private static JsonNode Named(JsonArray entries, string name) =>
        entries.First(entry => entry!["annotations"]?[Annotation]?.GetValue<string>() == name)!;

    private static IEnumerable<string> Digests(JsonDocument plan, string list) =>
        plan
            .RootElement.GetProperty("repositories")[0]
            .GetProperty(list)
            .EnumerateArray()
            .Select(row => row.GetProperty("digest").GetString()!);

    private string Rename(string old, string name)
    {
        var digest = "";
        Change(entries =>
        {
            var entry = Named(entries, old);
            digest = entry["digest"]!.GetValue<string>();
            entry["annotations"]![Annotation] = name;
        });
        return digest;
    }

    private void Change(Action<JsonArray> change)
    {
        var index = JsonNode.Parse(_folder.Read("examples/registry/index.json"))!;
        change(index["manifests"]!.AsArray());
        _folder.Write("examples/registry/index.json", index.ToJsonString());
    }

    private void Write(string id, string match) =>
        _folder.Write(
            "policy.yaml",
            $$"""
            version: 1
            targets: [oci-layout:examples/registry]
            limits: { min-remaining: 0 }
            rules: [{ id: {{id}}, match: {{match}}, delete: all }]
            """
        );

    private async Task<JsonDocument> PlanAsync()
    {
        var plan = await CliRun.RunAsync(_folder.Path, "plan", "policy.yaml", "--format", "json");
        Assert.True(plan.Status == 0, plan.Output + plan.Error);
        return JsonDocument.Parse(plan.Output);
    }
}
