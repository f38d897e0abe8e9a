using PolicyEngine.Applying;
using PolicyEngine.Fakes;
using PolicyEngine.Registry.Applying;
using Xunit;

namespace PolicyEngine.Registry.Tests.Applying;

/// <summary>How fast a package is cleaned up, and what stops it.</summary>
public sealed class GhcrPacingTests
{
    [Fact]
    public async Task A_deletion_that_goes_alone_costs_two_reads_at_most()
    {
        await using var fake = await GhcrScenes.StartAsync(300);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
        scene.Concurrency = 1;
        var plan = await scene.PlanAsync();
        var before = Reads(fake);
        var report = await scene.ApplyAsync(plan);
        Assert.Equal(300, report.Count(ApplyOutcome.Done));
        Assert.Equal(300, fake.Traffic.Count("DELETE "));

        // Beside them: two listings of at most four pages.
        Assert.InRange(Reads(fake) - before, 300, 600 + 8);
    }

    [Fact]
    public async Task What_happens_while_one_goes_is_seen_before_the_next_goes()
    {
        for (var nth = 1; nth < 8; nth++)
        {
            await using var fake = await GhcrScenes.StartAsync(8);
            using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
            scene.Concurrency = 1;
            var plan = await scene.PlanAsync();
            var next = plan.Repositories[0].Delete[nth].Digest;
            fake.Before("DELETE .*/versions/", nth, state =>
            {
                var package = state.Find("acme/web")!;
                package.Tag("v1", package.ByDigest(next)!);
            });
            var report = await scene.ApplyAsync(plan);
            Assert.Equal(ApplyOutcome.Spared, Assert.Single(report.Repositories[0].Steps, step => step.Digest == next).Outcome);
            Assert.Equal(next, fake.With(state => state.Find("acme/web")!.ByTag("v1")!.Digest));
            Assert.Equal(7, report.Count(ApplyOutcome.Done));
        }
    }

    [Fact]
    public async Task A_slower_pace_is_kept()
    {
        await using var fake = await GhcrScenes.StartAsync(90);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
        var plan = await scene.PlanAsync();
        var start = scene.Surroundings.Clock.GetUtcNow();
        var progress = new List<ApplyProgress>();
        void Note(ApplyProgress step)
        {
            lock (progress)
            {
                progress.Add(step);
            }
        }

        await scene.ApplyAsync(plan, options => options with { DeletesPerMinute = 30, Progress = Note });
        Assert.True(scene.Surroundings.Clock.GetUtcNow() - start >= TimeSpan.FromMinutes(2));
        Assert.True(
            progress.Where(step => step.Done is >= 5 and <= 10).All(step => step.Remaining >= TimeSpan.FromMinutes(1)),
            "the first half minute does not stand for the rest"
        );
    }

    [Fact]
    public async Task Tags_come_off_at_the_pace_of_deletions()
    {
        await using var fake = await GhcrScenes.StartAsync(2);
        fake.With(state =>
        {
            var package = state.Find("acme/web")!;
            Enumerable.Range(0, 12).ToList().ForEach(i => package.Tag($"x-{i}", package.ByTag("v1")!));
            return 0;
        });
        using var scene = GhcrScenes.SceneOf(
            fake,
            """
            version: 1
            rules:
              - { id: extra, match: { tags: ["x-*"] }, delete: { target: tags } }
              - { id: old, match: { tags: ["pr-*"] }, delete: all }
            """
        );
        var plan = await scene.PlanAsync();
        Assert.Equal((12, 2), (plan.Repositories[0].Untag.Count, plan.Repositories[0].Delete.Count));
        var start = scene.Surroundings.Clock.GetUtcNow();
        var report = await scene.ApplyAsync(plan, options => options with { DeletesPerMinute = 4 });
        Assert.Equal(14, report.Count(ApplyOutcome.Done));
        Assert.True(scene.Surroundings.Clock.GetUtcNow() - start >= TimeSpan.FromMinutes(3));
    }

    [Fact]
    public async Task A_tag_whose_turn_comes_after_the_time_is_left_for_the_next_run()
    {
        await using var fake = await GhcrScenes.StartAsync(1);
        fake.With(state =>
        {
            var package = state.Find("acme/web")!;
            package.Tag("x-1", package.ByTag("v1")!);
            package.Tag("x-2", package.ByTag("v1")!);
            return 0;
        });
        using var scene = GhcrScenes.SceneOf(
            fake,
            """
            version: 1
            rules:
              - { id: extra, match: { tags: ["x-*"] }, delete: { target: tags } }
            """
        );
        var report = await scene.ApplyAsync(await scene.PlanAsync(), options =>
            options with
            {
                DeletesPerMinute = 1,
                TimeBudget = TimeSpan.FromSeconds(30),
            }
        );
        Assert.Equal((1, 1), (report.Count(ApplyOutcome.Done), report.Count(ApplyOutcome.NotAttempted)));
        Assert.False(report.LeftUndone, Scene.Text(report));
    }

    [Fact]
    public async Task A_package_that_goes_as_a_whole_counts_as_all_its_versions()
    {
        await using var fake = await GhcrScenes.StartAsync(5);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Everything);
        var plan = await scene.PlanAsync();
        Assert.True(plan.Repositories[0].DeletesPackage);
        var braked = await scene.ApplyAsync(plan, options => options with { MaxDeletes = 5 });
        Assert.Contains("Deleting the whole package is 6 deletions; 5 of 5 are left.", Scene.Text(braked), StringComparison.Ordinal);
        Assert.False(braked.LeftUndone);
        Assert.NotNull(fake.With(state => state.Find("acme/web")));
        await scene.ApplyAsync(plan, options => options with { MaxDeletes = 6 });
        Assert.Null(fake.With(state => state.Find("acme/web")));
    }

    [Theory]
    [InlineData(GhcrScenes.Old)]
    [InlineData(GhcrScenes.Everything)]
    public async Task When_the_time_is_used_up_nothing_is_begun_and_the_next_run_does_it(string policy)
    {
        await using var fake = await GhcrScenes.StartAsync(3);
        using var scene = GhcrScenes.SceneOf(fake, policy);
        var plan = await scene.PlanAsync();
        var requests = fake.Traffic.Total;
        var late = await scene.ApplyAsync(plan, options => options with { TimeBudget = TimeSpan.Zero });
        Assert.Equal(requests, fake.Traffic.Total);
        Assert.Contains("Not attempted; apply the plan again to continue:", Scene.Text(late), StringComparison.Ordinal);
        Assert.False(late.LeftUndone);
        Assert.True((await scene.ApplyAsync(plan)).Count(ApplyOutcome.Done) > 0);
    }

    [Fact]
    public async Task A_limit_that_ends_after_the_time_is_no_failure()
    {
        await using var fake = await GhcrScenes.StartAsync(5);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
        var plan = await scene.PlanAsync();
        fake.Faults.Add(GhcrScenes.TooMany("DELETE .*/versions/", 1200) with { Nth = 2 });
        scene.Decorate = writer => new InterceptedWriter(writer, _ => { });
        var report = await scene.ApplyAsync(plan, options => options with { TimeBudget = TimeSpan.FromMinutes(10) });
        Assert.Equal(1, report.Count(ApplyOutcome.Done));
        Assert.Equal(4, report.Count(ApplyOutcome.NotAttempted));
        Assert.Contains("The time budget ends before that.", Scene.Text(report), StringComparison.Ordinal);
        Assert.False(report.LeftUndone);
    }

    private static int Reads(FakeGhcr fake) =>
        fake.Traffic.Requests.Count(request => request.Method == "GET" && request.Target.Contains("/packages/", StringComparison.Ordinal));
}
