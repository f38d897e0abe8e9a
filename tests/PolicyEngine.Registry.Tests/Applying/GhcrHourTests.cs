using System.Globalization;
using PolicyEngine.Applying;
using PolicyEngine.Fakes;
using Xunit;

namespace PolicyEngine.Registry.Tests.Applying;

/// <summary>The hour of GitHub's API ends before a deletion: a near end is waited for and shown, a far one ends the run well.</summary>
public sealed class GhcrHourTests
{
    [Fact]
    public async Task A_reset_that_is_near_is_waited_for_and_shown()
    {
        var (report, waited, notices, deletes) = await ApplyAsync(TimeSpan.FromSeconds(40), null);
        Assert.Equal(3, report.Count(ApplyOutcome.Done));
        Assert.InRange(waited, TimeSpan.FromSeconds(40), TimeSpan.FromMinutes(2));
        Assert.Contains(notices, line =>
            line.StartsWith("ghcr.io/acme/web: GitHub's API allows this token 1 more requests until ", StringComparison.Ordinal)
            && line.Contains(" Continuing in ", StringComparison.Ordinal)
        );
        Assert.Equal(3, deletes);
    }

    [Fact]
    public async Task A_reset_that_is_far_ends_the_run_well_before_anything_is_begun()
    {
        var (report, waited, _, deletes) = await ApplyAsync(TimeSpan.FromMinutes(40), null);
        Assert.Equal(3, report.Count(ApplyOutcome.NotAttempted));
        Assert.False(report.LeftUndone);
        Assert.False(report.CheckFailed);
        Assert.InRange(waited, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Equal(0, deletes);
        Assert.Contains("That is too long to wait: the next run continues.", Scene.Text(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reset_after_the_time_budget_is_not_waited_for()
    {
        var (report, waited, _, deletes) = await ApplyAsync(TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(20));
        Assert.Equal(3, report.Count(ApplyOutcome.NotAttempted));
        Assert.False(report.LeftUndone);
        Assert.InRange(waited, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.Equal(0, deletes);
        Assert.Contains("The time budget ends before that.", Scene.Text(report), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET .*/versions")]
    [InlineData("GET /v2/acme/web/manifests/")]
    [InlineData("DELETE .*/versions/")]
    public async Task A_wait_of_an_hour_ends_the_run_well_wherever_it_is_asked_for(string pattern)
    {
        await using var fake = await GhcrScenes.StartAsync(3);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
        var plan = await scene.PlanAsync();
        fake.Faults.Add(GhcrScenes.TooMany(pattern, 3800));
        var start = scene.Surroundings.Clock.GetUtcNow();
        var report = await scene.ApplyAsync(plan);
        Assert.Equal((0, 3), (report.Count(ApplyOutcome.Done), report.Count(ApplyOutcome.NotAttempted)));
        Assert.False(report.LeftUndone, Scene.Text(report));
        Assert.True(scene.Surroundings.Clock.GetUtcNow() - start < TimeSpan.FromMinutes(5));
        fake.Faults.Clear();
        Assert.Equal(3, (await scene.ApplyAsync(plan)).Count(ApplyOutcome.Done));
    }

    private static async Task<(ApplyReport Report, TimeSpan Waited, List<string> Notices, int Deletes)> ApplyAsync(
        TimeSpan reset,
        TimeSpan? budget
    )
    {
        await using var fake = await GhcrScenes.StartAsync(3);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
        var plan = await scene.PlanAsync();
        var start = scene.Surroundings.Clock.GetUtcNow();
        fake.Faults.Add(
            new Fault
            {
                Pattern = "GET .*/packages/",
                Times = int.MaxValue,
                Kind = FaultKind.Headers,
                Headers = new Dictionary<string, string>
                {
                    ["x-ratelimit-remaining"] = "1",
                    ["x-ratelimit-reset"] = (start + reset).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
                },
            }
        );
        var notices = new List<string>();
        var report = await scene.ApplyAsync(plan, options => options with { TimeBudget = budget, Notice = notices.Add });
        return (report, scene.Surroundings.Clock.GetUtcNow() - start, notices, fake.Traffic.Count("DELETE "));
    }
}
