using System.Text;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Manifests;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Cli.Tests;

/// <summary>Announcements that are kept in a real registry, in the repositories whose deletions they announce.</summary>
public sealed class RegistryNoticeTests(DockerRegistryFixture registry) : IClassFixture<DockerRegistryFixture>
{
    private static int s_next;
    private readonly string _name = $"notice{Interlocked.Increment(ref s_next)}";

    [Fact]
    public async Task Nights_announce_in_each_repository_and_delete_on_the_day_that_was_said()
    {
        using var folder = await StartAsync("web", "api");
        var first = await RunAsync(folder, "2026-06-01T03:17:00Z");
        Assert.Equal(0, first.Status);
        Assert.Contains(
            $"Nothing was announced before in '{registry.Host}/{_name}/api', '{registry.Host}/{_name}/web': what is to be deleted is "
                + "announced from this run on.",
            first.Error,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "nothing to delete, 3 images kept; 2 images announced, to be deleted from 2026-06-08 on",
            first.Output,
            StringComparison.Ordinal
        );
        var web = await NoticeOfAsync("web");
        Assert.NotNull(web);
        Assert.NotEqual(web, await NoticeOfAsync("api"));

        // Nothing else is announced: nothing is pushed.
        Assert.Contains("announced", (await RunAsync(folder, "2026-06-07T03:17:00Z")).Output, StringComparison.Ordinal);
        Assert.Equal(web, await NoticeOfAsync("web"));

        var due = await RunAsync(folder, "2026-06-08T03:16:00Z");
        Assert.Equal(0, due.Status);
        Assert.DoesNotContain("changed", due.Output, StringComparison.Ordinal);
        Assert.Contains("2 of 3 images to delete", due.Output, StringComparison.Ordinal);
        Assert.Equal(["policyengine-notice", "v1"], await registry.TagsAsync($"{_name}/web"));

        // What was deleted is announced no more, and the notice that said so is gone.
        var after = await RunAsync(folder, "2026-06-09T03:17:00Z");
        Assert.Equal(0, after.Status);
        Assert.NotEqual(web, await NoticeOfAsync("web"));
        Assert.False(await registry.HasAsync($"{_name}/web", web));
    }

    [Fact]
    public async Task What_another_push_condemns_is_announced_before_what_is_due_is_deleted()
    {
        using var folder = await StartAsync("web");
        await RunAsync(folder, "2026-06-01T03:17:00Z");
        var first = await NoticeOfAsync("web");
        await registry.PushAsync($"{_name}/web", TestManifest.Image("three", "2026-05-30T00:00:00Z"), "pr-3");
        var due = await RunAsync(folder, "2026-06-08T03:17:00Z");
        Assert.Equal(0, due.Status);
        Assert.DoesNotContain("planned again", due.Error, StringComparison.Ordinal);
        Assert.Equal(["policyengine-notice", "pr-3", "v1"], await registry.TagsAsync($"{_name}/web"));
        Assert.NotEqual(first, await NoticeOfAsync("web"));
        Assert.False(await registry.HasAsync($"{_name}/web", first!));
    }

    [Fact]
    public async Task A_plan_and_a_dry_run_read_what_was_announced_and_push_nothing()
    {
        using var folder = await StartAsync("web");
        await CliRun.RunAsync(folder.Path, ["plan", "--now", "2026-06-01", .. Options]);
        Assert.Null(await NoticeOfAsync("web"));
        await RunAsync(folder, "2026-06-01");
        var notice = await NoticeOfAsync("web");
        var plan = await CliRun.RunAsync(folder.Path, ["plan", "--now", "2026-06-05", .. Options]);
        Assert.Contains(
            "2 images are to be deleted on 2026-06-08 by 'pulls'",
            string.Join(' ', plan.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal
        );
        await RunAsync(folder, "2026-06-05", "--dry-run");
        Assert.Equal(notice, await NoticeOfAsync("web"));
    }

    [Fact]
    public async Task A_policy_that_deletes_everything_leaves_the_notice_alone()
    {
        using var folder = await StartAsync("web");
        await RunAsync(folder, "2026-06-01");
        folder.Write("all.yaml", "version: 1\nlimits: { min-remaining: 0 }\nrules: [{ id: all, delete: all }]\n");
        var run = await CliRun.RunAsync(
            folder.Path,
            [
                "run",
                "all.yaml",
                "--target",
                $"{registry.Host}/{_name}/web",
                "--registry-url",
                registry.Url.AbsoluteUri,
                "--no-cache",
                "--yes",
            ]
        );
        Assert.Equal(0, run.Status);
        Assert.Equal(["policyengine-notice"], await registry.TagsAsync($"{_name}/web"));
        var explained = await CliRun.RunAsync(
            folder.Path,
            "explain",
            $"{registry.Host}/{_name}/web:policyengine-notice",
            "all.yaml",
            "--registry-url",
            registry.Url.AbsoluteUri,
            "--no-cache"
        );
        Assert.Contains("The notice of announced deletions, which no rule matches.", explained.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_has_the_tag_is_not_overwritten_and_nothing_is_deleted_beside_it()
    {
        using var folder = await StartAsync("web", "api");
        var image = TestManifest.Image("mine");
        await registry.PushAsync($"{_name}/web", image, NoticeArtifact.Tag);
        var run = await RunAsync(folder, "2026-06-01");
        Assert.Equal(3, run.Status);
        Assert.Contains(
            $"The tag 'policyengine-notice' points to {image.Digest}, which is not a notice, so nothing can be announced here. It is left "
                + "as it is: give that image another tag, or name a file with --notice FILE",
            string.Join(' ', run.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal
        );
        Assert.Equal(3, (await RunAsync(folder, "2026-06-08")).Status);
        Assert.Equal(["policyengine-notice", "pr-1", "pr-2", "v1"], await registry.TagsAsync($"{_name}/web"));
        Assert.Equal(["policyengine-notice", "v1"], await registry.TagsAsync($"{_name}/api"));
        Assert.Equal(image.Digest, await NoticeOfAsync("web"));
    }

    [Theory]
    [InlineData("not JSON", "it is not valid JSON")]
    [InlineData("{\"formatVersion\": 2}", "it has another format version")]
    public async Task A_notice_that_cannot_be_used_begins_again_and_says_so(string content, string why)
    {
        using var folder = await StartAsync("web");
        var artifact = new ArtifactManifest(new Artifact(NoticeArtifact.ArtifactType, "notice.json", Encoding.UTF8.GetBytes(content)));
        await registry.PushAsync(
            $"{_name}/web",
            new TestManifest(TestManifest.OciManifest, artifact.Body.ToArray(), [.. artifact.Blobs.Select(blob => blob.Body.ToArray())]),
            NoticeArtifact.Tag
        );
        var run = await RunAsync(folder, "2026-06-01");
        Assert.Equal(0, run.Status);
        Assert.Contains(
            $"warning: The notice in '{registry.Host}/{_name}/web' cannot be used ({why}): what is to be deleted is announced from this "
                + "run on.",
            run.Error,
            StringComparison.Ordinal
        );
        Assert.NotEqual(artifact.Digest, await NoticeOfAsync("web"));
        await RunAsync(folder, "2026-06-08");
        Assert.Equal(["policyengine-notice", "v1"], await registry.TagsAsync($"{_name}/web"));
    }

    [Fact]
    public async Task The_notice_of_another_repository_begins_again()
    {
        using var folder = await StartAsync("web", "api");
        await RunAsync(folder, "2026-06-01");
        await registry.CopyAsync($"docker://{registry.Host}/{_name}/api:policyengine-notice", $"{_name}/web:policyengine-notice");
        var run = await RunAsync(folder, "2026-06-08");
        Assert.Contains($"(it is of '{registry.Host}/{_name}/api')", run.Error, StringComparison.Ordinal);
        Assert.Equal(["policyengine-notice", "pr-1", "pr-2", "v1"], await registry.TagsAsync($"{_name}/web"));
        Assert.Equal(["policyengine-notice", "v1"], await registry.TagsAsync($"{_name}/api"));
    }

    private string[] Options => ["--rehearse", "7", "--notice", "registry", "--registry-url", registry.Url.AbsoluteUri, "--no-cache"];

    private async Task<TemporaryFolder> StartAsync(params string[] repositories)
    {
        registry.Require("skopeo");
        foreach (var repository in repositories)
        {
            await registry.PushAsync($"{_name}/{repository}", TestManifest.Image($"one {repository}"), "pr-1");
            await registry.PushAsync($"{_name}/{repository}", TestManifest.Image($"two {repository}"), "pr-2");
            await registry.PushAsync($"{_name}/{repository}", TestManifest.Image($"released {repository}"), "v1");
        }

        var folder = new TemporaryFolder();
        folder.Write(
            "policies/p.yaml",
            $"""
            version: 1
            targets: [{string.Join(", ", repositories.Select(repository => $"\"{registry.Host}/{_name}/{repository}\""))}]
            settings: {"{ grace: 1s }"}
            rules: [{"{ id: pulls, match: { tags: ['pr-*'] }, delete: all }"}]
            """
        );
        return folder;
    }

    private Task<CliRun> RunAsync(TemporaryFolder folder, string now, params string[] args) =>
        CliRun.RunAsync(folder.Path, ["run", "--now", now, "--yes", .. Options, .. args]);

    private Task<string?> NoticeOfAsync(string repository) => registry.DigestOfAsync($"{_name}/{repository}", NoticeArtifact.Tag);
}
