using PolicyEngine.Applying;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Testing.Registries;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyEngine.Registry.Tests.Applying;

/// <summary>Against a real registry: CNCF Distribution, which deletes by digest only.</summary>
public sealed class DockerRegistryApplyTests(DockerRegistryFixture registry) : IClassFixture<DockerRegistryFixture>
{
    private const string Policy = """
        version: 1
        settings: { age-from: [created] }
        protect:
          - { id: released, tags: ["v*"] }
        rules:
          - { id: old, match: { tags: ["pr-*"] }, delete: all }
        """;

    [SkippableFact]
    public async Task Every_kept_image_can_be_copied_out_and_survives_the_registrys_garbage_collection()
    {
        registry.Require("skopeo");
        var images = await PushAsync("kept");
        using var scene = SceneOf("kept");
        var report = await scene.ApplyAsync(await scene.PlanAsync());
        Snapshot.Match(Scene.Text(report, (registry.Host, "REGISTRY")));
        await scene.AssertWholeAsync();

        await registry.CollectGarbageAsync();
        await CopyOutAsync("kept", "v1", "v2", "latest");
        Assert.False(await registry.HasAsync("kept", images["pr-2"].Digest));
    }

    [SkippableFact]
    public async Task What_was_deleted_comes_back_and_can_be_copied_out()
    {
        registry.Require("skopeo");
        await PushAsync("restored");
        using var scene = SceneOf("restored");
        var before = await scene.StateAsync();
        await scene.ApplyAsync(await scene.PlanAsync());
        var report = await scene.RestoreAsync();
        Assert.False(report.LeftUndone, Scene.Text(report));
        Assert.Equal(before, await scene.StateAsync());
        await CopyOutAsync("restored", "v1", "v2", "latest", "pr-1", "pr-2");
    }

    [SkippableFact]
    public async Task After_garbage_collection_what_cannot_come_back_is_listed()
    {
        registry.Require();
        await PushAsync("collected");
        using var scene = SceneOf("collected");
        await scene.ApplyAsync(await scene.PlanAsync());
        await registry.CollectGarbageAsync();
        var report = await scene.RestoreAsync();
        Assert.True(report.LeftUndone);
        Assert.Contains("MANIFEST_BLOB_UNKNOWN", Scene.Text(report), StringComparison.Ordinal);
        await scene.AssertWholeAsync();
    }

    [SkippableFact]
    public async Task Killed_at_any_change_and_applied_again_it_ends_as_if_undisturbed()
    {
        registry.Require();
        await PushAsync("calm");
        using var calm = SceneOf("calm");
        await calm.ApplyAsync(await calm.PlanAsync());
        var expected = await calm.StateAsync();
        for (var at = 1; ; at++)
        {
            var repository = $"crash-{at}";
            await PushAsync(repository);
            using var scene = SceneOf(repository);
            var plan = await scene.PlanAsync();
            if (!await scene.ApplyKilledAsync(plan, at))
            {
                Assert.True(at > 10, $"only {at - 1} crashes");
                break;
            }

            Assert.Equal(expected, await scene.StateAsync());
            Assert.All(plan.Repositories[0].Delete, m => Assert.False(registry.HasAsync(repository, m.Digest).Result));
        }
    }

    [SkippableFact]
    public async Task A_tag_moved_onto_a_condemned_image_while_it_is_applied_spares_it_with_its_children()
    {
        registry.Require();
        var images = await PushAsync("moved");
        using var scene = SceneOf("moved");
        var plan = await scene.PlanAsync();
        var last = plan.Repositories[0].Delete.Last(m => m.Role == ManifestRole.Root);
        var image = images[last.Tags[0]];
        scene.Decorate = writer => new InterceptedWriter(writer, point =>
        {
            if (point == 1)
            {
                registry.PushAsync("moved", image, "latest").GetAwaiter().GetResult();
            }
        });
        var report = await scene.ApplyAsync(plan);
        Assert.Contains("The tag 'latest' was put on it since the plan was made.", Scene.Text(report), StringComparison.Ordinal);
        Assert.True(report.Count(ApplyOutcome.Done) > 0);
        await scene.AssertWholeAsync();
    }

    [SkippableFact]
    public async Task An_index_pushed_while_it_is_applied_spares_what_it_lists()
    {
        registry.Require();
        await PushAsync("indexed");
        using var scene = SceneOf("indexed");
        var plan = await scene.PlanAsync();
        var child = TestManifest.Image("shared child", architecture: "arm64");
        scene.Decorate = writer => new InterceptedWriter(writer, point =>
        {
            if (point == 1)
            {
                registry.PushAsync("indexed", TestManifest.Index(child), "fresh").GetAwaiter().GetResult();
            }
        });
        var report = await scene.ApplyAsync(plan);
        Assert.Contains($"which came since the plan was made, refers to it.", Scene.Text(report), StringComparison.Ordinal);
        Assert.True(await registry.HasAsync("indexed", child.Digest));
        await scene.AssertWholeAsync();
    }

    [SkippableFact]
    public async Task A_registry_that_has_no_deletion_of_tags_says_so_and_keeps_the_image()
    {
        registry.Require();
        var image = TestManifest.Image("two tags");
        await registry.PushAsync("untag", image, "pr-1", "v1");
        using var scene = SceneOf(
            "untag",
            """
            version: 1
            settings: { age-from: [created], grace: 0s }
            rules:
              - { id: old, match: { tags: ["pr-*"] }, delete: { target: tags } }
            """
        );
        var plan = await scene.PlanAsync();
        Assert.Single(plan.Repositories[0].Untag);
        var report = await scene.ApplyAsync(plan);
        Snapshot.Match(Scene.Text(report, (registry.Host, "REGISTRY")));
        Assert.True(await registry.HasAsync("untag", image.Digest));
    }

    /// <summary>Two releases and two pull requests; the pull requests share a child, and one has a child of a release.</summary>
    private async Task<Dictionary<string, TestManifest>> PushAsync(string repository)
    {
        TestManifest[] release = [TestManifest.Image("release amd64"), TestManifest.Image("release arm64", architecture: "arm64")];
        TestManifest[] request = [TestManifest.Image("request amd64"), TestManifest.Image("shared child", architecture: "arm64")];
        var images = new Dictionary<string, TestManifest>
        {
            ["v1"] = TestManifest.Index(release),
            ["v2"] = TestManifest.Image("single"),
            ["pr-1"] = TestManifest.Index([.. request, release[1]]),
            ["pr-2"] = TestManifest.Index(request[1], TestManifest.Image("only in pr-2")),
        };
        foreach (var child in release.Concat(request).Append(TestManifest.Image("only in pr-2")))
        {
            await registry.PushAsync(repository, child);
        }

        foreach (var (tag, image) in images)
        {
            await registry.PushAsync(repository, image, tag == "v2" ? ["v2", "latest"] : [tag]);
        }

        var signature = TestManifest.Artifact(images["pr-1"]);
        await registry.PushAsync(repository, signature);
        await registry.PushAsync(repository, TestManifest.Index(signature), images["pr-1"].Digest.Replace(':', '-'));
        return images;
    }

    private async Task CopyOutAsync(string repository, params IEnumerable<string> tags)
    {
        var folder = Directory.CreateTempSubdirectory("copied-");
        foreach (var tag in tags)
        {
            await RealTool.RunAsync(
                "skopeo",
                "--insecure-policy",
                "copy",
                "--all",
                "--src-tls-verify=false",
                $"docker://{registry.Host}/{repository}:{tag}",
                $"oci:{folder.FullName}:{tag}"
            );
        }

        folder.Delete(recursive: true);
    }

    private Scene SceneOf(string repository, string policy = Policy) =>
        new()
        {
            Target = new RegistryTarget
            {
                Provider = "oci",
                Registry = registry.Host,
                Url = registry.Url,
            },
            Repository = repository,
            Policy = policy,
        };
}
