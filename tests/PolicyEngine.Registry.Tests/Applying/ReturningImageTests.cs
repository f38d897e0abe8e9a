using PolicyEngine.Applying;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Testing.Registries;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyEngine.Registry.Tests.Applying;

/// <summary>Against a real registry: images that come back, without a tag that would show it, and images that cannot be read.</summary>
public sealed class ReturningImageTests(DockerRegistryFixture registry) : IClassFixture<DockerRegistryFixture>
{
    private const string Policy = """
        version: 1
        settings: { age-from: [created], grace: 1s }
        protect: [{ tags: ["v*", latest] }]
        rules:
          - { id: old, match: { tags: ["pr-*"] }, delete: all }
        """;

    private static readonly TestManifest First = TestManifest.Image("first");
    private static readonly TestManifest Second = TestManifest.Image("second", architecture: "arm64");
    private static readonly TestManifest Other = TestManifest.Image("other");
    private static readonly TestManifest Index = TestManifest.Index(First, Second);

    [SkippableFact]
    public async Task What_was_gone_when_bodies_were_kept_and_is_back_is_never_deleted_and_keeps_what_it_needs()
    {
        using var scene = await SceneAsync("back");
        var plan = await scene.PlanAsync();
        await registry.DeleteAsync("back", Index.Digest);
        var isFirst = true;
        scene.Decorate = writer => new InterceptedWriter(writer, _ => { })
        {
            BeforeLook = _ =>
            {
                if (isFirst)
                {
                    registry.PushAsync("back", Index).GetAwaiter().GetResult();
                }

                isFirst = false;
            },
        };
        var report = await scene.ApplyAsync(plan);
        Snapshot.Match(Scene.Text(report, (registry.Host, "REGISTRY")));
        await AssertThereAsync("back", Index, First, Second);
        Assert.False(await registry.HasAsync("back", Other.Digest));
    }

    [SkippableFact]
    public async Task A_part_that_was_gone_and_is_back_tells_so_itself()
    {
        using var scene = await SceneAsync("part-back");
        var plan = await scene.PlanAsync();
        await registry.DeleteAsync("part-back", First.Digest);
        scene.Decorate = writer => new InterceptedWriter(writer, _ => { })
        {
            BeforeLook = digest =>
            {
                if (digest == First.Digest)
                {
                    registry.PushAsync("part-back", First).GetAwaiter().GetResult();
                }
            },
        };
        var report = await scene.ApplyAsync(plan);
        var text = Scene.Text(report);
        Assert.Equal(ApplyOutcome.Spared, Assert.Single(report.Repositories[0].Steps, step => step.Digest == First.Digest).Outcome);
        Assert.Contains($"- {First.Digest[..19]}", text, StringComparison.Ordinal);
        Assert.Contains("It was missing when apply started and has reappeared.", text, StringComparison.Ordinal);
        await AssertThereAsync("part-back", First);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_index_that_is_back_just_before_its_children_go_keeps_them(bool goneBefore)
    {
        var repository = goneBefore ? "late-gone" : "late-deleted";
        using var scene = await SceneAsync(repository);
        var plan = await scene.PlanAsync();
        if (goneBefore)
        {
            await registry.DeleteAsync(repository, Index.Digest);
        }

        var child = plan.Repositories[0].Delete.First(m => m.Digest == First.Digest || m.Digest == Second.Digest);
        scene.Decorate = writer => new InterceptedWriter(writer, _ => { })
        {
            BeforeLook = digest =>
            {
                if (digest == child.Digest)
                {
                    registry.PushAsync(repository, Index).GetAwaiter().GetResult();
                }
            },
        };
        var report = await scene.ApplyAsync(plan);
        Assert.Equal(2, report.Count(ApplyOutcome.Spared));
        await AssertThereAsync(repository, Index, First, Second);
    }

    [SkippableFact]
    public async Task What_was_deleted_by_an_earlier_run_and_is_back_stays_with_what_it_needs()
    {
        using var scene = await SceneAsync("again");
        var plan = await scene.PlanAsync();
        scene.Decorate = writer => new InterceptedWriter(
            writer,
            ProcessDiedException.At(1 + (2 * plan.Repositories[0].Delete.ToList().FindIndex(m => m.Digest == Index.Digest)) + 2)
        );
        await Assert.ThrowsAnyAsync<Exception>(() => scene.ApplyAsync(plan));
        Assert.False(await registry.HasAsync("again", Index.Digest));
        await registry.PushAsync("again", Index);
        scene.Decorate = writer => writer;
        var report = await scene.ApplyAsync(plan);
        Assert.Contains("It was deleted by an earlier run and came back.", Scene.Text(report), StringComparison.Ordinal);
        await AssertThereAsync("again", Index, First, Second);
    }

    [SkippableFact]
    public async Task A_tag_on_an_index_of_an_index_that_no_tag_leads_to_keeps_the_lowest_images()
    {
        using var scene = await SceneAsync("nested");
        var plan = await scene.PlanAsync();
        scene.Decorate = writer => new InterceptedWriter(writer, point =>
        {
            if (point == 1)
            {
                var inner = TestManifest.Index(Second, First);
                registry.PushAsync("nested", inner).GetAwaiter().GetResult();
                registry.PushAsync("nested", TestManifest.Index(inner), "v2").GetAwaiter().GetResult();
            }
        });
        await scene.ApplyAsync(plan);
        await AssertThereAsync("nested", First, Second);
        await scene.AssertWholeAsync();
    }

    [SkippableFact]
    public async Task A_known_tag_among_many_that_is_moved_before_the_first_deletion_is_seen()
    {
        using var scene = await SceneAsync("many");
        await registry.PushAsync("many", TestManifest.Image("release"), Enumerable.Range(0, 60).Select(i => $"v1.{i}"));
        var plan = await scene.PlanAsync();
        scene.Decorate = writer => new InterceptedWriter(writer, _ => { })
        {
            BeforeRead = digest =>
            {
                if (digest == Index.Digest)
                {
                    registry.PushAsync("many", Index, "v1.7").GetAwaiter().GetResult();
                }
            },
        };
        var report = await scene.ApplyAsync(plan);
        Assert.Contains("The tag 'v1.7' was put on it since the plan was made.", Scene.Text(report), StringComparison.Ordinal);
        await AssertThereAsync("many", Index, First, Second);
    }

    [SkippableFact]
    public async Task A_known_tag_among_many_that_is_moved_on_the_way_is_seen_two_seconds_later()
    {
        using var scene = await SceneAsync("moving");
        await registry.PushAsync("moving", TestManifest.Image("release"), Enumerable.Range(0, 60).Select(i => $"v1.{i}"));
        var plan = await scene.PlanAsync();
        var last = plan.Repositories[0].Delete.Last(m => m.Tags.Length > 0);
        scene.Decorate = writer => new InterceptedWriter(writer, _ => { })
        {
            BeforeLook = digest =>
            {
                if (digest == last.Digest)
                {
                    registry.PushAsync("moving", last.Digest == Index.Digest ? Index : Other, "v1.7").GetAwaiter().GetResult();
                    scene.Surroundings.Clock.Advance(TimeSpan.FromSeconds(2));
                }
            },
        };
        var report = await scene.ApplyAsync(plan);
        Assert.Contains(report.Repositories[0].Steps, step => step.Digest == last.Digest && step.Outcome == ApplyOutcome.Spared);
        Assert.True(await registry.HasAsync("moving", last.Digest));
        await scene.AssertWholeAsync();
    }

    [SkippableFact]
    public async Task An_image_that_cannot_be_read_stays_with_what_it_may_need_and_the_rest_goes()
    {
        using var scene = await SceneAsync("unread");
        var plan = await scene.PlanAsync();
        scene.Decorate = writer => new InterceptedWriter(writer, _ => { })
        {
            BeforeRead = digest =>
            {
                if (digest == Index.Digest)
                {
                    throw new RegistryException("The registry answered 502 to a read.");
                }
            },
        };
        var report = await scene.ApplyAsync(plan);
        Snapshot.Match(Scene.Text(report, (registry.Host, "REGISTRY")));
        Assert.True(report.LeftUndone);
        await AssertThereAsync("unread", Index, First, Second);
        Assert.False(await registry.HasAsync("unread", Other.Digest));
        scene.Decorate = writer => writer;
        Assert.False((await scene.ApplyAsync(plan)).LeftUndone);
        Assert.False(await registry.HasAsync("unread", First.Digest));
    }

    private async Task AssertThereAsync(string repository, params TestManifest[] manifests)
    {
        foreach (var manifest in manifests)
        {
            Assert.True(await registry.HasAsync(repository, manifest.Digest), manifest.Digest);
        }
    }

    private async Task<Scene> SceneAsync(string repository)
    {
        registry.Require();
        foreach (var child in (TestManifest[])[First, Second])
        {
            await registry.PushAsync(repository, child);
        }

        await registry.PushAsync(repository, TestManifest.Image("kept"), "latest");
        await registry.PushAsync(repository, Index, "pr-1");
        await registry.PushAsync(repository, Other, "pr-2");
        return new Scene
        {
            Target = new RegistryTarget
            {
                Provider = "oci",
                Registry = registry.Host,
                Url = registry.Url,
            },
            Repository = repository,
            Policy = Policy,
        };
    }
}
