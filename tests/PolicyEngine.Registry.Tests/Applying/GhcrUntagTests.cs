using System.Text;
using Microsoft.Extensions.Time.Testing;
using PolicyEngine.Applying;
using PolicyEngine.Fakes;
using PolicyEngine.Registry.Journaling;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyEngine.Registry.Tests.Applying;

/// <summary>A tag is taken off an image on ghcr: the package has <c>v1</c>
/// and <c>pr-9</c> on one image, and <c>pr-0</c> on another.</summary>
public sealed class GhcrUntagTests
{
    private const string Policy = """
        version: 1
        rules:
          - { id: old, match: { tags: ["pr-9"] }, delete: { target: tags } }
        """;

    /// <summary>When placeholders are pushed: long ago, so that no listing is taken to overlap with it.</summary>
    private static readonly DateTimeOffset Pushed = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_tag_comes_off_by_a_placeholder_that_goes_with_it()
    {
        await using var fake = await StartAsync();
        using var scene = GhcrScenes.SceneOf(fake, Policy);
        var plan = await scene.PlanAsync();
        Assert.Equal(["pr-9"], plan.Repositories[0].Untag.Select(u => u.Tag));
        var before = await scene.StateAsync();
        var report = await scene.ApplyAsync(plan);
        Assert.Equal(1, report.Count(ApplyOutcome.Done));
        Assert.Equal("pr-0 v1", Tags(fake));
        Assert.Equal(0, Placeholders(fake));
        var restored = await scene.RestoreAsync();
        Assert.False(restored.LeftUndone, Scene.Text(restored));
        Assert.Equal(before, await scene.StateAsync());
    }

    [Theory]
    [InlineData("PUT .*/manifests/pr-9")]
    [InlineData("DELETE .*/versions/")]
    public async Task A_lost_answer_while_a_tag_is_taken_off_leaves_no_tag_on_a_placeholder(string request)
    {
        await using var fake = await StartAsync();
        using var scene = GhcrScenes.SceneOf(fake, Policy);
        var plan = await scene.PlanAsync();
        fake.Faults.Add(
            new Fault
            {
                Pattern = request,
                Kind = FaultKind.Status,
                Status = 502,
                Body = "{}",
            }
        );
        var report = await scene.ApplyAsync(plan);
        Assert.False(report.LeftUndone, Scene.Text(report));
        Assert.Equal("pr-0 v1", Tags(fake));
        Assert.Equal(0, Placeholders(fake));
    }

    [Fact]
    public async Task A_tag_that_was_left_on_a_placeholder_comes_off_when_the_plan_is_applied_again()
    {
        await using var fake = await StartAsync();
        using var scene = GhcrScenes.SceneOf(fake, Policy);
        var plan = await scene.PlanAsync();
        var digest = plan.Repositories[0].Untag[0].Digest;
        var left = await LeavePlaceholderAsync(fake, scene, plan);
        Assert.True(left.LeftUndone);
        Snapshot.Match(Scene.Text(left, (digest, "IMAGE"), (digest[..19], "IMAGE"), (Tagged(fake, "pr-9"), "PLACEHOLDER")));

        Assert.Equal(
            JournalFault.Unfinished,
            Assert.Throws<JournalException>(() => FinishedJournal.SetAside(scene.JournalPath, "another plan")).Fault
        );
        var resumed = await scene.ApplyAsync(plan);
        Assert.False(resumed.LeftUndone, Scene.Text(resumed));
        Assert.Equal("pr-0 v1", Tags(fake));
        Assert.Equal(0, Placeholders(fake));
        Assert.True(resumed.Repositories[0].Proof!.IsWhole);
        Assert.NotNull(FinishedJournal.SetAside(scene.JournalPath, "another plan"));
    }

    [Fact]
    public async Task A_tag_that_was_left_on_a_placeholder_comes_off_however_much_was_pushed_since()
    {
        await using var fake = await StartAsync();
        using var scene = GhcrScenes.SceneOf(fake, Policy);
        var plan = await scene.PlanAsync();
        await LeavePlaceholderAsync(fake, scene, plan);
        fake.With(state =>
            Enumerable
                .Range(1, 120)
                .Select(i => state.Find("acme/web")!.PushManifest($"late {i}", Pushed.AddMinutes(i), tags: [$"late-{i}"]))
                .ToList()
        );

        var stale = await scene.ApplyAsync(plan);
        Assert.Contains(
            "The tag 'pr-9' still points to an empty placeholder: 'apply --refresh' removes it, and 'restore' puts it back.",
            stale.Repositories[0].Reason,
            StringComparison.Ordinal
        );

        var resumed = await scene.ApplyAsync(plan, options =>
            options with
            {
                Refresh = async (_, _) => (await scene.PlanAsync()).Repositories[0],
            }
        );
        Assert.False(resumed.LeftUndone, Scene.Text(resumed));
        Assert.DoesNotContain("pr-9", Tags(fake), StringComparison.Ordinal);
        Assert.Equal(0, Placeholders(fake));
    }

    [Fact]
    public async Task A_tag_that_was_left_on_a_placeholder_is_restored_to_its_image()
    {
        await using var fake = await StartAsync();
        using var scene = GhcrScenes.SceneOf(fake, Policy);
        var before = await scene.StateAsync();
        await LeavePlaceholderAsync(fake, scene, await scene.PlanAsync());
        var restored = await scene.RestoreAsync();
        Assert.False(restored.LeftUndone, Scene.Text(restored));
        Assert.True(restored.Repositories[0].Proof!.IsWhole);
        Assert.Equal(before, await scene.StateAsync());
        Assert.Equal(0, Placeholders(fake));
        Assert.NotNull(FinishedJournal.SetAside(scene.JournalPath, "another plan"));
    }

    [Fact]
    public async Task A_tag_that_was_moved_from_its_placeholder_is_left_where_it_is()
    {
        await using var fake = await StartAsync();
        using var scene = GhcrScenes.SceneOf(fake, Policy);
        await LeavePlaceholderAsync(fake, scene, await scene.PlanAsync());
        fake.With(state =>
        {
            state.Find("acme/web")!.Tag("pr-9", state.Find("acme/web")!.ByTag("pr-0")!);
            return 0;
        });
        var moved = Tagged(fake, "pr-0");
        var restored = await scene.RestoreAsync();
        Assert.Contains($"The tag now points to {moved} and was left there.", Scene.Text(restored), StringComparison.Ordinal);
        Assert.Equal(moved, Tagged(fake, "pr-9"));
    }

    [Fact]
    public async Task A_tag_that_was_moved_while_its_placeholder_could_not_be_deleted_is_left_where_it_is()
    {
        await using var fake = await StartAsync();
        using var scene = GhcrScenes.SceneOf(fake, Policy);
        var plan = await scene.PlanAsync();
        fake.Faults.Add(
            new Fault
            {
                Pattern = "DELETE .*/versions/",
                Kind = FaultKind.Status,
                Status = 403,
                Body = """{"message":"Forbidden"}""",
                Before = state => state.Find("acme/web")!.Tag("pr-9", state.Find("acme/web")!.ByTag("pr-0")!),
            }
        );

        var report = await scene.ApplyAsync(plan);

        Assert.Equal(Tagged(fake, "pr-0"), Tagged(fake, "pr-9"));
        Assert.Contains($"The tag now points to {Tagged(fake, "pr-0")}.", Scene.Text(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_placeholder_that_somebody_else_deletes_has_taken_its_tag_with_it()
    {
        await using var fake = await StartAsync();
        using var scene = GhcrScenes.SceneOf(fake, Policy);
        var plan = await scene.PlanAsync();
        fake.Before("DELETE .*/versions/", 1, state => state.Find("acme/web")!.Delete(state.Find("acme/web")!.ByTag("pr-9")!));

        var report = await scene.ApplyAsync(plan);

        Assert.False(report.LeftUndone, Scene.Text(report));
        Assert.Equal("pr-0 v1", Tags(fake));
    }

    [Fact]
    public async Task A_tag_that_was_put_back_is_no_obstacle_to_the_next_plan()
    {
        await using var fake = await StartAsync();
        using var scene = GhcrScenes.SceneOf(fake, Policy);
        var plan = await scene.PlanAsync();
        fake.Faults.Add(
            new Fault
            {
                Pattern = "DELETE .*/versions/",
                Kind = FaultKind.Status,
                Status = 403,
                Body = """{"message":"Forbidden"}""",
                Times = int.MaxValue,
            }
        );

        var report = await scene.ApplyAsync(plan);

        Assert.True(report.LeftUndone);
        Assert.Equal(Tagged(fake, "v1"), Tagged(fake, "pr-9"));
        Assert.Contains("The tag was put back.", Scene.Text(report), StringComparison.Ordinal);
        Assert.DoesNotContain("If the tag now points to an empty placeholder", Scene.Text(report), StringComparison.Ordinal);
        Assert.NotNull(FinishedJournal.SetAside(scene.JournalPath, "another plan"));
    }

    /// <summary>The placeholder takes the tag, and GitHub lets it be deleted only after the time of the run is used up.</summary>
    private static async Task<ApplyReport> LeavePlaceholderAsync(FakeGhcr fake, Scene scene, Planning.Plan plan)
    {
        fake.Faults.Add(GhcrScenes.TooMany("DELETE .*/versions/", 1200));
        scene.Decorate = writer => new InterceptedWriter(writer, _ => { });
        var report = await scene.ApplyAsync(plan, options => options with { TimeBudget = TimeSpan.FromMinutes(10) });
        scene.Decorate = writer => writer;
        fake.Faults.Clear();
        Assert.Equal(1, Placeholders(fake));
        return report;
    }

    private static async Task<FakeGhcr> StartAsync()
    {
        var fake = await GhcrScenes.StartAsync(1, new FakeTimeProvider(Pushed));
        fake.With(state =>
        {
            state.Find("acme/web")!.Tag("pr-9", state.Find("acme/web")!.ByTag("v1")!);
            return 0;
        });
        return fake;
    }

    private static string Tags(FakeGhcr fake) =>
        fake.With(state => string.Join(' ', state.Find("acme/web")!.TagsOldestFirst.Order(StringComparer.Ordinal)));

    private static string Tagged(FakeGhcr fake, string tag) => fake.With(state => state.Find("acme/web")!.ByTag(tag)!.Digest);

    private static int Placeholders(FakeGhcr fake) =>
        fake.With(state =>
            state
                .Find("acme/web")!
                .Active.Count(v => Encoding.UTF8.GetString(v.Body).Contains("dev.policyengine.placeholder", StringComparison.Ordinal))
        );
}
