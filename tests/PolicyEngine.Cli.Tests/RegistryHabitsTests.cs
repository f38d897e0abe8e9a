using System.Text.Json;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Cli.Tests;

/// <summary>What people read of registries with habits of their own: from the command line, in the plan and after it.</summary>
public sealed class RegistryHabitsTests
{
    private static readonly TestManifest Release = TestManifest.Image("release");
    private static readonly TestManifest Part = TestManifest.Image("part");
    private static readonly TestManifest Old = TestManifest.Index(Part);
    private static readonly TestManifest Single = TestManifest.Image("single");
    private static readonly Dictionary<string, string> NoVariables = [];
    private readonly ShiftedClock _clock = new(CliRun.Now - TimeProvider.System.GetUtcNow());

    private const string Rules = """
        settings: { grace: 0s }
        limits: { max-delete: 100%, min-remaining: 0 }
        protect: [{ tags: ["v*"] }]
        rules: [{ id: old, match: { tags: ["pr-*", "dev-*"] }, delete: all }]
        """;

    private const string TagRules = """
        settings: { grace: 0s }
        rules: [{ id: shas, match: { tags: ["sha-*"] }, delete: { target: tags } }]
        """;

    [Theory]
    [InlineData("distribution")]
    [InlineData("google")]
    [InlineData("azure")]
    [InlineData("harbor")]
    public async Task What_is_planned_goes(string way)
    {
        await using var registry = await StartAsync(way);
        using var folder = Folder(registry, way, Rules);

        var run = await RunAsync(folder, "run", "--yes");

        Assert.True(run.Status == 0, run.Output + run.Error);
        Assert.Equal([Release.Digest, "v1"], registry.Present);
    }

    [Theory]
    [InlineData("ecr", "Amazon ECR", "aws ecr batch-delete-image")]
    [InlineData("docker hub", "Docker Hub", "the API or the web pages of Docker Hub")]
    public async Task A_plan_that_cannot_be_carried_out_says_so_and_what_can(string way, string vendor, string instead)
    {
        await using var registry = await StartAsync(way);
        var before = registry.Present;
        using var folder = Folder(registry, way, Rules);

        var plan = await RunAsync(folder, "plan");
        var run = await RunAsync(folder, "run", "--yes");

        Assert.Equal((0, 4), (plan.Status, run.Status));
        var told = Flat(plan.Output);
        Assert.Contains(
            $"{vendor} refuses deletion through '/v2', so 'apply' cannot carry out this plan: only ",
            told,
            StringComparison.Ordinal
        );
        Assert.Contains(instead, told, StringComparison.Ordinal);
        Assert.Contains($"{vendor} counts each manifest that is read as a pull", told, StringComparison.Ordinal);
        Assert.All([plan, run], each => Assert.DoesNotContain("storage.delete", each.Output + each.Error, StringComparison.Ordinal));
        Assert.Equal(before, registry.Present);
        Assert.Equal(1, registry.Server.Received.Count(request => request.Line.StartsWith("DELETE ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_image_that_Azure_has_locked_is_retained_and_the_rest_goes()
    {
        await using var registry = await StartAsync("azure");
        registry.Locked.Add(Old.Digest);
        using var folder = Folder(registry, "azure", Rules);

        var run = await RunAsync(folder, "run", "--yes");

        Assert.True(run.Status == 0, run.Output + run.Error);
        Assert.Contains("It is locked.", Flat(run.Output + run.Error), StringComparison.Ordinal);
        Assert.DoesNotContain(Single.Digest, registry.Present);
        Assert.Contains(Part.Digest, registry.Present);
    }

    [Theory]
    [InlineData("harbor", true)]
    [InlineData("azure", true)]
    [InlineData("distribution", false)]
    public async Task A_signature_that_is_protected_survives_where_it_would_go_with_its_subject(string way, bool stays)
    {
        var signature = TestManifest.Artifact(Single);
        await using var registry = (await StartAsync(way)).Has(signature, "v1-signature");
        using var folder = Folder(registry, way, Rules);

        var run = await RunAsync(folder, "run", "--yes");

        Assert.True(run.Status == 0, run.Output + run.Error);
        Assert.Contains(signature.Digest, registry.Present);
        Assert.Equal(stays, registry.Present.Contains(Single.Digest));
        Assert.Equal(stays, Flat(run.Output).Contains("deletes referrers with their subject", StringComparison.Ordinal));
        Assert.DoesNotContain(Old.Digest, registry.Present);
    }

    [Fact]
    public async Task A_tag_that_the_registry_refused_to_take_off_is_not_promised_again_until_a_week_is_over()
    {
        await using var registry = (await ActingRegistry.StartAsync(RegistryWay.Of("distribution 2.8"))).Has(
            Release,
            "v1",
            "sha-1",
            "sha-2"
        );
        using var folder = Folder(registry, "distribution 2.8", TagRules);

        var first = Plan(await RunAsync(folder, "plan", "--format", "json"));
        var refused = await RunAsync(folder, "run", "--yes");
        var second = Plan(await RunAsync(folder, "plan", "--format", "json"));
        var text = await RunAsync(folder, "plan");
        var asked = registry.Server.Received.Count(request => request.Line.StartsWith("DELETE ", StringComparison.Ordinal));
        var again = await RunAsync(folder, "run", "--yes");
        _clock.Shift += TimeSpan.FromDays(8);
        var later = Plan(await RunAsync(folder, "plan", "--format", "json"));

        Assert.Equal((2, 0, 2), (first.Untag, second.Untag, later.Untag));
        Assert.Equal(
            (false, true, false),
            (first.Findings.Contains("PE4072"), second.Findings.Contains("PE4072"), later.Findings.Contains("PE4072"))
        );
        Assert.DoesNotContain("PE4009", second.Findings);
        Assert.DoesNotContain("PE4051", second.Findings);
        Assert.Contains("2 tags that a rule would remove are kept", Flat(text.Output), StringComparison.Ordinal);
        Assert.Equal(0, refused.Status);
        Assert.Equal(0, again.Status);
        Assert.Equal(1, asked);
        Assert.Equal(asked, registry.Server.Received.Count(request => request.Line.StartsWith("DELETE ", StringComparison.Ordinal)));
        Assert.Equal([Release.Digest, "sha-1", "sha-2", "v1"], registry.Present);
    }

    [Fact]
    public async Task Without_a_cache_the_refusal_is_met_again_and_told_again()
    {
        await using var registry = (await ActingRegistry.StartAsync(RegistryWay.Of("distribution 2.8"))).Has(Release, "v1", "sha-1");
        using var folder = Folder(registry, "distribution 2.8", TagRules);

        await RunAsync(folder, "run", "--yes", "--no-cache");
        var plan = Plan(await RunAsync(folder, "plan", "--format", "json", "--no-cache"));

        Assert.Equal(1, plan.Untag);
        Assert.Contains("PE4051", plan.Findings);
    }

    private static async Task<ActingRegistry> StartAsync(string way) =>
        (await ActingRegistry.StartAsync(RegistryWay.Of(way))).Has(Release, "v1").Has(Part).Has(Old, "pr-1", "dev-1").Has(Single, "pr-2");

    private static TemporaryFolder Folder(ActingRegistry registry, string way, string rules)
    {
        var folder = new TemporaryFolder();
        folder.Write(
            "policy.yaml",
            $"version: 1\ntargets: [{{ registry: \"{RegistryWay.Of(way).Host}\", "
                + $"repositories: [web], url: \"{registry.Server.Url}\" }}]\n{rules}\n"
        );
        return folder;
    }

    private Task<CliRun> RunAsync(TemporaryFolder folder, string command, params string[] more) =>
        CliRun.RunAsync(
            folder.Path,
            [command, "policy.yaml", .. more, .. more.Contains("--no-cache") ? Array.Empty<string>() : ["--cache", "cache"]],
            NoVariables,
            _clock
        );

    private static (int Untag, string[] Findings) Plan(CliRun run)
    {
        Assert.True(run.Status == 0, run.Error);
        var repository = JsonDocument.Parse(run.Output).RootElement.GetProperty("repositories")[0];
        return (
            repository.GetProperty("untag").GetArrayLength(),
            [.. repository.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("id").GetString()!)]
        );
    }

    /// <summary>The time of day at another date: what waits, waits.</summary>
    private sealed class ShiftedClock(TimeSpan shift) : TimeProvider
    {
        public TimeSpan Shift { get; set; } = shift;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }

    /// <summary>A text without the breaks of its lines.</summary>
    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
