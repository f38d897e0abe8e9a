using PolicyEngine.Applying;
using PolicyEngine.Fakes;
using Xunit;

namespace PolicyEngine.Registry.Tests.Applying;

/// <summary>What happens to a package between the plan and the change, and answers that leave it open what was done.</summary>
public sealed class GhcrLastLookTests
{
    private static readonly DateTimeOffset Later = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_index_that_could_not_be_read_at_first_spares_what_it_lists_all_the_same()
    {
        await using var fake = await GhcrScenes.StartAsync(5);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
        var plan = await scene.PlanAsync();
        var last = plan.Repositories[0].Delete[^1].Digest;
        fake.Before("DELETE .*/versions/", 1, state =>
        {
            var package = state.Find("acme/web")!;
            package.PushIndex([package.ByDigest(last)!], Later, "fresh");
            fake.Faults.Add(
                new Fault
                {
                    Pattern = "GET /v2/acme/web/manifests/",
                    Kind = FaultKind.Status,
                    Status = 500,
                    Times = 5,
                }
            );
        });
        var report = await scene.ApplyAsync(plan);
        Assert.Equal(ApplyOutcome.Spared, Assert.Single(report.Repositories[0].Steps, step => step.Digest == last).Outcome);
        Assert.NotNull(fake.With(state => state.Find("acme/web")!.ByDigest(last)));
    }

    [Fact]
    public async Task A_package_stays_where_a_tag_was_put_on_one_of_its_images()
    {
        await using var fake = await GhcrScenes.StartAsync(5);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Everything);
        var plan = await scene.PlanAsync();
        fake.Before("GET /v2/acme/web/manifests/", 3, state =>
        {
            var package = state.Find("acme/web")!;
            package.Tag("v2", package.ByTag("pr-1")!);
        });
        AssertSpared(fake, await scene.ApplyAsync(plan));
    }

    [Fact]
    public async Task A_package_stays_where_an_image_came_while_a_limit_was_waited_for()
    {
        await using var fake = await GhcrScenes.StartAsync(5);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Everything);
        var plan = await scene.PlanAsync();
        fake.Faults.Add(
            GhcrScenes.TooMany("DELETE .*/packages/container/web$", 30) with
            {
                Times = 1,
                Before = state => state.Find("acme/web")!.PushManifest("hotfix", Later, tags: ["v2"]),
            }
        );
        AssertSpared(fake, await scene.ApplyAsync(plan));
    }

    [Fact]
    public async Task A_package_that_GitHub_says_is_not_there_and_shows_is_not_taken_for_gone()
    {
        await using var fake = await GhcrScenes.StartAsync(5);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Everything);
        var plan = await scene.PlanAsync();
        fake.Faults.Add(
            new Fault
            {
                Pattern = "DELETE .*/packages/container/web$",
                Kind = FaultKind.Status,
                Status = 404,
                Body = """{ "message": "Not Found" }""",
                Before = state => state.Find("acme/web")!.PushManifest("hotfix", Later, tags: ["v2"]),
            }
        );
        var report = await scene.ApplyAsync(plan);
        Assert.True(report.LeftUndone, Scene.Text(report));
        Assert.Contains("It exists, though.", Scene.Text(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deletion_of_which_nobody_knows_whether_it_was_carried_out_can_be_undone()
    {
        await using var fake = await GhcrScenes.StartAsync(1);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
        var before = await scene.StateAsync();
        var plan = await scene.PlanAsync();
        fake.Faults.Add(
            new Fault
            {
                Pattern = "DELETE .*/versions/",
                Kind = FaultKind.Status,
                Status = 502,
                Body = "{}",
                Before = _ =>
                    fake.Faults.Add(
                        new Fault
                        {
                            Pattern = "GET .*/packages/",
                            Kind = FaultKind.Status,
                            Status = 500,
                            Body = "{}",
                            Times = 12,
                        }
                    ),
            }
        );
        var report = await scene.ApplyAsync(plan);
        Assert.Equal(1, report.Count(ApplyOutcome.Failed));
        Assert.NotEqual(before, await scene.StateAsync());
        await scene.RestoreAsync();
        Assert.Equal(before, await scene.StateAsync());
    }

    [Fact]
    public async Task A_web_page_in_place_of_an_answer_says_nothing_and_is_looked_behind()
    {
        await using var fake = await GhcrScenes.StartAsync(2);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
        var plan = await scene.PlanAsync();
        fake.Faults.Add(new Fault { Pattern = "DELETE .*/versions/", Kind = FaultKind.Garbage });
        var report = await scene.ApplyAsync(plan);
        Assert.Equal(2, report.Count(ApplyOutcome.Done));
        Assert.Contains(report.Repositories[0].Steps, step => step.Text == "The response was lost, but the change was made.");
    }

    [Fact]
    public async Task A_tag_that_leads_elsewhere_by_now_is_told_and_not_called_found()
    {
        await using var fake = await GhcrScenes.StartAsync(1);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
        var plan = await scene.PlanAsync();
        fake.Before("DELETE .*/versions/", 1, state => state.Find("acme/web")!.PushManifest("hotfix", Later, tags: ["v1"]));
        var applied = (await scene.ApplyAsync(plan)).Repositories[0];
        Assert.Contains(applied.Notes, note => note.StartsWith("The tag 'v1' now points to sha256:", StringComparison.Ordinal));
        Assert.Equal(0, applied.Proof!.KeptTags);
        Assert.True(applied.Proof.IsWhole);
    }

    private static void AssertSpared(FakeGhcr fake, ApplyReport report)
    {
        Assert.Contains("The package contains versions that the plan does not delete.", Scene.Text(report), StringComparison.Ordinal);
        Assert.NotNull(fake.With(state => state.Find("acme/web")!.ByTag("v2")));
    }
}
