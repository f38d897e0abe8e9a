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
        registry.Fault = line =>
            line == $"DELETE /v2/web/manifests/{Old.Digest}" && !registry.Present.Contains("pr-1") ? Refusal(status, code) : null;
        using var scene = SceneOf(registry, "google");

        var report = await scene.ApplyAsync(await scene.PlanAsync(), options => options with { TimeBudget = TimeSpan.FromMinutes(30) });

        var step = report.Repositories[0].Steps.Single(step => step.Digest == Old.Digest);
        Assert.Contains("Its tags 'dev-1', 'pr-1' had been removed for that, and were put back.", step.Text, StringComparison.Ordinal);
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
        registry.Fault = line =>
            line.StartsWith("PUT ", StringComparison.Ordinal) ? Answer.Error(403, "DENIED")
            : line == "DELETE /v2/web/manifests/pr-1" ? Answer.Error(403, "DENIED", "tags are immutable")
            : null;
        using var scene = SceneOf(registry, "google");
        var plan = await scene.PlanAsync();

        var report = await scene.ApplyAsync(plan);

        var step = report.Repositories[0].Steps.Single(step => step.Digest == Old.Digest);
        Assert.Equal(ApplyOutcome.Failed, step.Outcome);
        Assert.Contains("Its tag 'dev-1' had been removed for that, and could not be put back:", step.Text, StringComparison.Ordinal);
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

    [Fact]
    public async Task A_locked_image_is_retained_and_the_rest_goes()
    {
        await using var registry = await StartAsync("azure");
        registry.Locked.Add(Old.Digest);
        using var scene = SceneOf(registry, "azure");

        var report = await scene.ApplyAsync(await scene.PlanAsync());

        var steps = report.Repositories[0].Steps.ToDictionary(step => step.Digest, StringComparer.Ordinal);
        Assert.Equal(ApplyOutcome.Retained, steps[Old.Digest].Outcome);
        Assert.EndsWith("It is locked.", steps[Old.Digest].Text, StringComparison.Ordinal);
        Assert.Equal(ApplyOutcome.Done, steps[Single.Digest].Outcome);
        Assert.Equal(ApplyOutcome.Spared, steps[Part.Digest].Outcome);
        Assert.False(report.LeftUndone);
    }

    [Theory]
    [InlineData("distribution without deletion", true, 0)]
    [InlineData("ecr", false, 1)]
    [InlineData("docker hub", false, 1)]
    public async Task What_refuses_everything_is_said_once_and_in_the_plan_where_it_is_known(string way, bool isDistribution, int findings)
    {
        await using var registry = await StartAsync(way);
        var before = registry.Present;
        using var scene = SceneOf(registry, way);
        var plan = await scene.PlanAsync();

        var report = await scene.ApplyAsync(plan);

        Assert.Equal(findings, plan.Repositories[0].Findings.Count(finding => finding.Id == "PE4050"));
        Assert.Equal(before, registry.Present);
        Assert.Equal(1, registry.Server.Received.Count(request => request.Line.StartsWith("DELETE ", StringComparison.Ordinal)));
        Assert.Equal(1, report.Count(ApplyOutcome.Failed));
        var text = Scene.Text(report);
        Assert.Equal(isDistribution, text.Contains("storage.delete.enabled", StringComparison.Ordinal));
        Assert.Equal(!isDistribution, text.Contains("refuses this through '/v2'", StringComparison.Ordinal));
        Assert.DoesNotContain("permission 'delete'", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tags_that_a_registry_does_not_take_off_are_announced_and_refused_each_by_itself()
    {
        await using var registry = (await ActingRegistry.StartAsync(RegistryWay.Of("distribution 2.8"))).Has(
            Release,
            "v1",
            "sha-1",
            "sha-2"
        );
        using var scene = new Scene
        {
            Target = TestOptions.Target(registry.Server),
            Repository = "web",
            Policy = """
                version: 1
                settings: { grace: 0s }
                rules: [{ id: shas, match: { tags: ["sha-*"] }, delete: { target: tags } }]
                """,
        };
        var plan = await scene.PlanAsync();

        var report = await scene.ApplyAsync(plan);

        Assert.Contains(plan.Repositories[0].Findings, finding => finding.Id == "PE4051");
        Assert.DoesNotContain(plan.Repositories[0].Findings, finding => finding.Id == "PE4009");
        Assert.DoesNotContain("sha-", plan.Repositories[0].Keep.Single().Verdict.Text, StringComparison.Ordinal);
        var steps = report.Repositories[0].Steps;
        Assert.All(steps, step => Assert.Equal(ApplyOutcome.Retained, step.Outcome));
        Assert.Contains("/manifests/sha-1", steps[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("sha-1", steps[1].Text, StringComparison.Ordinal);
    }

    private static Answer Refusal(int status, string code) => code.Length > 0 ? Answer.Error(status, code) : new Answer { Status = status };

    private static async Task<ActingRegistry> StartAsync(string way) =>
        (await ActingRegistry.StartAsync(RegistryWay.Of(way))).Has(Release, "v1").Has(Part).Has(Old, "pr-1", "dev-1").Has(Single, "pr-2");

    private static Scene SceneOf(ActingRegistry registry, string way) =>
        new()
        {
            Target = TestOptions.Target(registry.Server) with { Registry = RegistryWay.Of(way).Host },
            Repository = "web",
            Policy = Policy,
        };
}
