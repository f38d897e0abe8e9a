using System.Text.Json.Nodes;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Cli.Tests;

/// <summary>A plan that was made from a snapshot is compared with what is there before anything goes.</summary>
public sealed class SnapshotPlanTests(DockerRegistryFixture registry) : IClassFixture<DockerRegistryFixture>
{
    private static readonly Dictionary<string, string> NoVariables = [];
    private static readonly TestManifest Shared = TestManifest.Image("shared");
    private static readonly TestManifest Kept = TestManifest.Index(Shared, TestManifest.Image("kept"));
    private static readonly TestManifest Going = TestManifest.Index(Shared, TestManifest.Image("going"));
    private static readonly TestManifest Signature = TestManifest.Artifact(Kept);

    [SkippableTheory]
    [InlineData("as-it-is", "none", true, true)]
    [InlineData("as-it-is-elsewhere", "none", false, true)]
    [InlineData("edges", "edges", true, false)]
    [InlineData("edges-elsewhere", "edges", false, false)]
    [InlineData("labels", "labels", true, false)]
    [InlineData("labels-elsewhere", "labels", false, false)]
    [InlineData("subject", "subject", true, true)]
    [InlineData("subject-elsewhere", "subject", false, false)]
    [InlineData("tags", "tags", true, false)]
    [InlineData("times", "times", true, false)]
    public async Task A_snapshot_that_was_changed_by_hand_deletes_nothing(string name, string edit, bool hasPolicies, bool applies)
    {
        registry.Require();
        foreach (var image in new[] { Shared, TestManifest.Image("kept"), TestManifest.Image("going") })
        {
            await registry.PushAsync(name, image);
        }

        await registry.PushAsync(name, Kept, "v1");
        await registry.PushAsync(name, Going, "pr-1");
        await registry.PushAsync(name, TestManifest.Image("labelled"), "pr-2");
        await registry.PushAsync(name, TestManifest.Image("young", "2026-05-31T23:00:00Z"), "pr-3");
        await registry.PushAsync(name, Signature, "sig");
        using var folder = new TemporaryFolder();
        folder.Write(
            "policy.yaml",
            $$"""
            version: 1
            targets: ["{{registry.Host}}/{{name}}"]
            settings: { age-from: [created], grace: 1s }
            protect: [{ labels: { content: labelled } }]
            rules:
            - { id: any, match: { any: [{ tags: ["pr-*"] }, { tagged: false }] }, delete: { older-than: 2d } }
            """
        );
        await SucceedAsync(
            folder,
            "snapshot",
            $"{registry.Host}/{name}",
            "-o",
            "s.json",
            "--registry-url",
            registry.Url.AbsoluteUri,
            "--no-cache"
        );
        var snapshot = JsonNode.Parse(folder.Read("s.json"))!;
        Edit(snapshot["repositories"]![0]!["manifests"]!.AsArray(), edit);
        folder.Write("s.json", snapshot.ToJsonString());
        await SucceedAsync(folder, "plan", "policy.yaml", "--snapshot", "s.json", "--out", "plan.json", "--now", "2026-06-01T00:00:00Z");
        if (!hasPolicies)
        {
            File.Delete(Path.Combine(folder.Path, "policy.yaml"));
        }

        var run = await RunAsync(folder, "apply", "plan.json", "--yes");
        if (applies)
        {
            Assert.True(run.Status == 0, run.Output + run.Error);
            Assert.False(await registry.HasAsync(name, Going.Digest));
        }
        else
        {
            Assert.True(run.Status == 1, run.Output + run.Error);
            Assert.Contains(
                edit == "tags"
                    ? "The repository has changed since the plan was made"
                    : "The plan was made from a snapshot that differs from the repository",
                run.Output.ReplaceLineEndings(" "),
                StringComparison.Ordinal
            );
            Assert.True(await registry.HasAsync(name, Going.Digest));
        }

        foreach (
            var manifest in new[]
            {
                Kept,
                Shared,
                TestManifest.Image("kept"),
                TestManifest.Image("labelled"),
                TestManifest.Image("young", "2026-05-31T23:00:00Z"),
                Signature,
            }
        )
        {
            Assert.True(await registry.HasAsync(name, manifest.Digest));
        }
    }

    private static void Edit(JsonArray manifests, string edit)
    {
        foreach (var manifest in manifests.Select(m => m!.AsObject()).ToList())
        {
            switch (edit)
            {
                case "edges" when manifest["digest"]!.GetValue<string>() == Kept.Digest:
                    manifest.Remove("manifests");
                    break;
                case "labels" when manifest["config"] is JsonObject config:
                    config["labels"] = new JsonObject();
                    break;
                case "subject" when manifest["subject"] is not null:
                    manifest.Remove("subject");
                    break;
                case "tags" when manifest["digest"]!.GetValue<string>() == Kept.Digest:
                    manifest.Remove("tags");
                    manifest["createdAt"] = "2026-01-01T00:00:00Z";
                    break;
                case "times" when manifest["createdAt"] is not null:
                    manifest["createdAt"] = "2026-01-01T00:00:00Z";
                    break;
            }
        }
    }

    private static async Task SucceedAsync(TemporaryFolder folder, params string[] args)
    {
        var run = await RunOnAsync(folder, args);
        Assert.True(run.Status == 0, run.Output + run.Error);
    }

    private static Task<CliRun> RunOnAsync(TemporaryFolder folder, string[] args) => CliRun.RunAsync(folder.Path, args, NoVariables);

    private Task<CliRun> RunAsync(TemporaryFolder folder, params string[] args) =>
        CliRun.RunAsync(folder.Path, [.. args, "--registry-url", registry.Url.AbsoluteUri, "--no-cache"], NoVariables);
}
