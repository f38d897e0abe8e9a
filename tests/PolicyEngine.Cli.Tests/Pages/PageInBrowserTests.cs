using System.Text;
using System.Text.Json.Nodes;
using PolicyEngine.Testing;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Cli.Tests.Pages;

/// <summary>The page of a plan in a real browser. Skipped where node, its packages or chromium are missing.</summary>
public sealed class PageInBrowserTests
{
    private const string Hostile = "</script><script>alert(1)</script><img src=x onerror=alert(1)>";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [SkippableFact]
    public async Task A_plan_is_searched_filtered_and_explained_without_a_request()
    {
        using var folder = new TemporaryFolder();
        var seen = await LookAsync(
            folder,
            Snapshot(300),
            """[{"search":"pr-150"},{"choose":0},{"search":""},{"verdict":"0"},{"platform":"linux/arm64"},{"key":"Escape"},{"search":"0000"}]"""
        );
        Assert.Empty(seen["console"]!.AsArray());
        Assert.Single(seen["requests"]!.AsArray());
        var states = seen["states"]!.AsArray();
        string Count(int state) => (string)states[state]!["count"]!;
        Assert.Equal("302 of 902 manifests", Count(0));
        Assert.InRange((int)states[0]!["rows"]!, 10, 100);
        Assert.Equal("1 of 902 manifests", Count(1));
        Assert.Equal(
            "The rule 'pull-requests' deletes it: older than 14d (pushed 151 days ago); not among the newest 3 (151 of 300).",
            (string?)states[2]!["why"]
        );
        Assert.Contains("linux/arm64", (string)states[2]!["detail"]!, StringComparison.Ordinal);
        Assert.Equal("286 of 902 manifests", Count(4));
        Assert.Equal("286 of 902 manifests", Count(5));
        Assert.Equal("302 of 902 manifests", Count(6));
        Assert.StartsWith(
            "What is deleted in the next 28 days if nobody pushes:2026-06-02",
            (string)states[0]!["then"]!,
            StringComparison.Ordinal
        );
    }

    [SkippableFact]
    public async Task What_a_registry_says_is_inert()
    {
        using var folder = new TemporaryFolder();
        var seen = await LookAsync(folder, Snapshot(3), """[{"search":"</script>"},{"search":"sha256"},{"choose":0}]""");
        Assert.Empty(seen["console"]!.AsArray());
        Assert.Equal(0, (int)seen["dialogs"]!);
        Assert.All(seen["states"]!.AsArray(), state =>
            Assert.DoesNotContain("img", state!["elements"]!.AsArray().Select(name => (string)name!))
        );
    }

    private static async Task<JsonNode> LookAsync(TemporaryFolder folder, string snapshot, string steps)
    {
        var browser = Path.Combine(TemporaryFolder.Repository, "tests", "browser");
        var chromium = RealTool.Find("chromium") ?? RealTool.Find("chromium-browser") ?? RealTool.Find("google-chrome");
        Skip.If(RealTool.Find("node") is null, "No browser test: node is not installed.");
        Skip.If(chromium is null, "No browser test: chromium is not installed.");
        Skip.If(
            !Directory.Exists(Path.Combine(browser, "node_modules")),
            "No browser test: the packages are not installed: npm ci --prefix tests/browser."
        );
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "state.json"), snapshot);
        await File.WriteAllTextAsync(
            Path.Combine(folder.Path, "policy.yaml"),
            """
            version: 1
            rules:
              - id: pull-requests
                match: { tags: ["pr-*"] }
                delete: { older-than: 14d, except-newest: 3 }
            """
        );
        var run = await CliRun.RunAsync(
            folder.Path,
            "plan",
            "policy.yaml",
            "--snapshot",
            "state.json",
            "--now",
            "2026-06-01T00:00:00Z",
            "--output",
            "html=page.html",
            "--output",
            "plan.txt"
        );
        Assert.Equal(0, run.Status);
        using var process = TestProcess.Start(
            "node",
            [Path.Combine(browser, "page.mjs"), chromium!, Path.Combine(folder.Path, "page.html"), steps]
        );
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var ended = await process.FinishAsync(null, patience.Token);
            Assert.True(ended.Status == 0, ended.Error);
            return JsonNode.Parse(ended.Output)!;
        }
        finally
        {
            await process.KillAsync();
        }
    }

    private static string Snapshot(int pulls)
    {
        var text = new StringBuilder(
            """{ "formatVersion": 1, "repositories": [ { "registry": "a.example", "name": "web", "complete": true, "manifests": ["""
        );
        var pushed = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
        for (var i = 1; i <= pulls; i++)
        {
            var at = pushed.AddDays(i - pulls - 1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
            string[] platforms = ["linux/amd64", "linux/arm64"];
            foreach (var platform in platforms)
            {
                text.Append(
                    $$"""{ "digest": "{{Digest(i, platform)}}", "platform": "{{platform}}", "size": 500, "pushedAt": "{{at}}", "config": { "digest": "{{Digest(i, platform + "c")}}", "size": 9 }, "layers": [] },"""
                );
            }

            text.Append(
                $$"""{ "digest": "{{Digest(i, "")}}", "tags": ["pr-{{i}}"], "size": 700, "pushedAt": "{{at}}", "manifests": [{{string.Join(',', platforms.Select(platform => $$"""{ "digest": "{{Digest(i, platform)}}", "size": 500, "platform": "{{platform}}" }"""))}}] },"""
            );
        }

        var hostile = JsonValue.Create(Hostile).ToJsonString();
        return text.Append(
                $$"""{ "digest": "{{Digest(0, "a")}}", "tags": [{{hostile}}], "artifactType": {{hostile}}, "pushedAt": "2026-05-31T00:00:00Z" }, { "digest": "{{Digest(0, "b")}}", "tags": ["v1"], "pushedAt": "2026-01-01T00:00:00Z" } ] } ] }"""
            )
            .ToString();
    }

    private static string Digest(int number, string part) =>
        $"sha256:{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes($"{number}{part}")))}";
}
