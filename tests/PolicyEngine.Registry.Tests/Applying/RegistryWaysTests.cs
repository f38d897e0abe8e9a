using PolicyEngine.Applying;
using PolicyEngine.Testing.Registries;
using Xunit;

namespace PolicyEngine.Registry.Tests.Applying;

/// <summary>What comes of a plan at registries that refuse some deletions, or all.</summary>
public sealed class RegistryWaysTests
{
    private static readonly TestManifest Release = TestManifest.Image("release");
    private static readonly TestManifest Part = TestManifest.Image("part");
    private static readonly TestManifest Old = TestManifest.Index(Part);
    private static readonly TestManifest Single = TestManifest.Image("single");

    private const string Policy = """
        version: 1
        settings: { grace: 0s }
        limits: { max-delete: 100%, min-remaining: 0 }
        protect: [{ tags: ["v*"] }]
        rules: [{ id: old, match: { tags: ["pr-*", "dev-*"] }, delete: all }]
        """;

    [Theory]
    [InlineData("distribution")]
    [InlineData("distribution 2.8")]
    [InlineData("google")]
    [InlineData("azure")]
    public async Task All_that_is_planned_goes_and_comes_back(string way)
    {
        await using var registry = await StartAsync(way);
        var before = registry.Present;
        using var scene = SceneOf(registry, way);

        var report = await scene.ApplyAsync(await scene.PlanAsync());

        Assert.All(report.Repositories[0].Steps, step => Assert.Equal((ApplyOutcome.Done, ""), (step.Outcome, step.Text)));
        Assert.Equal([Release.Digest, "v1"], registry.Present);

        await scene.RestoreAsync();
        Assert.Equal(before, registry.Present);
    }

    [Theory]
    [InlineData(403, "DENIED")]
    [InlineData(503, "")]
    [InlineData(429, "TOOMANYREQUESTS")]
    public async Task Tags_that_came_off_for_a_deletion_that_fails_are_put_back(int status, string code)
    {
        await using var registry = await StartAsync("google");
        var before = registry.Present;
        registry.Fault = line => line == $"DELETE /v2/web/manifests/{Old.Digest}" && !registry.Present.Contains("pr-1") ? Refusal(status, code) : null;
        using var scene = SceneOf(registry, "google");

        var report = await scene.ApplyAsync(await scene.PlanAsync(), options => options with { TimeBudget = TimeSpan.FromMinutes(30) });

        var step = report.Repositories[0].Steps.Single(step => step.Digest == Old.Digest);
        Assert.Contains("Its tags 'dev-1', 'pr-1' had been taken off for that, and were put back.", step.Text, StringComparison.Ordinal);
        Assert.NotEqual(ApplyOutcome.Done, step.Outcome);
        Assert.All([Old.Digest, Part.Digest, "dev-1", "pr-1", Release.Digest, "v1"], left => Assert.Contains(left, registry.Present));
        registry.Fault = _ => null;
        await scene.RestoreAsync();
        Assert.Equal(before, registry.Present);
    }

    [Fact]
    public async Task Tags_that_cannot_be_put_back_are_named_and_come_back_by_restore()
    {
        await using var registry = await StartAsync("google");
        var before = registry.Present;
        registry.Fault = line => line.StartsWith("PUT ", StringComparison.Ordinal) ? Answer.Error(403, "DENIED")
            : line == "DELETE /v2/web/manifests/pr-1" ? Answer.Error(403, "DENIED", "tags are immutable")
            : null;
        using var scene = SceneOf(registry, "google");
        var plan = await scene.PlanAsync();

        var report = await scene.ApplyAsync(plan);

        var step = report.Repositories[0].Steps.Single(step => step.Digest == Old.Digest);
        Assert.Equal(ApplyOutcome.Failed, step.Outcome);
        Assert.Contains("Its tag 'dev-1' had been taken off for that, and could not be put back:", step.Text, StringComparison.Ordinal);
        Assert.EndsWith("Applying this plan again deletes it, and 'restore' puts its tags back.", step.Text, StringComparison.Ordinal);
        Assert.Contains(Part.Digest, registry.Present);
        registry.Fault = _ => null;
        await scene.RestoreAsync();
        Assert.Equal(before, registry.Present);

        registry.Fault = _ => null;
        Assert.False((await scene.ApplyAsync(plan)).LeftUndone);
    }

    [Fact]
    public async Task A_tag_that_was_moved_away_is_not_taken_off()
    {
        await using var registry = await StartAsync("google");
        using var scene = SceneOf(registry, "google");
        var plan = await scene.PlanAsync();
        registry.Fault = line =>
        {
            if (line == $"DELETE /v2/web/manifests/{Old.Digest}" && registry.Present.Contains("dev-1"))
            {
                registry.Has(Release, "pr-1");
            }

            return null;
        };

        await scene.ApplyAsync(plan);

        Assert.Contains("pr-1", registry.Present);
        Assert.Equal(0, registry.Server.Count("DELETE /v2/web/manifests/pr-1"));
        Assert.DoesNotContain(Old.Digest, registry.Present);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_plan_whose_process_died_is_finished(int nth)
    {
        await using var registry = await StartAsync("google");
        using var scene = SceneOf(registry, "google");

        await scene.ApplyKilledAsync(await scene.PlanAsync(), nth);

        Assert.Equal([Release.Digest, "v1"], registry.Present);
    }

    private static Answer Refusal(int status, string code) => code.Length > 0 ? Answer.Error(status, code) : new Answer { Status = status };

    private static async Task<ActingRegistry> StartAsync(string way) =>
        (await ActingRegistry.StartAsync(RegistryWay.Of(way))).Has(Release, "v1").Has(Part).Has(Old, "pr-1", "dev-1").Has(Single, "pr-2");

    private static Scene SceneOf(ActingRegistry registry, string way) => new()
    {
        Target = TestOptions.Target(registry.Server) with { Registry = RegistryWay.Of(way).Host },
        Repository = "web",
        Policy = Policy,
    };
}
