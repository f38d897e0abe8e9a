using System.Collections.Immutable;
using PolicyEngine.Applying;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Providers.Oci;
using PolicyEngine.Testing.Registries;
using Xunit;

namespace PolicyEngine.Registry.Tests.Applying;

/// <summary>
/// The looks at tags before deletions on registries of the distribution API: what they cost does
/// not grow with the number of tags, and what they see is never older than what schema/command-line.md promises.
/// </summary>
public sealed class TagLookTests(DockerRegistryFixture docker) : IClassFixture<DockerRegistryFixture>
{
    private const string Policy = """
        version: 1
        settings: { age-from: [created] }
        rules:
          - { id: old, match: { tags: ["pr-*"] }, delete: all }
        """;

    private const int Deletions = 25;
    private static readonly TestManifest Moved = TestManifest.Image("pr-1");

    [Theory]
    [InlineData(50)]
    [InlineData(500)]
    [InlineData(3_000)]
    public async Task Where_no_time_passes_all_tags_are_looked_up_three_times_at_most(int tags)
    {
        await using var registry = await StartAsync(tags);
        using var scene = SceneOf(TestOptions.Target(registry.Server), "web");
        var plan = await scene.PlanAsync();
        var before = registry.Server.Received.Count;
        var report = await scene.ApplyAsync(plan);
        Assert.Equal(Deletions, report.Count(ApplyOutcome.Done));
        AssertCost([.. registry.Server.Received.Skip(before).Select(request => request.Line)], tags);
    }

    [SkippableTheory]
    [InlineData(50)]
    [InlineData(150)]
    public async Task A_deletion_costs_as_many_requests_at_a_real_registry(int tags)
    {
        docker.Require();
        var repository = $"looks-{tags}";
        for (var image = 0; image < Deletions; image++)
        {
            await docker.PushAsync(repository, TestManifest.Image($"pr-{image}"), $"pr-{image}");
        }

        await docker.PushAsync(repository, TestManifest.Image("release"), Releases(tags));
        await using var counter = await MutationProxy.StartAsync(docker.Url);
        using var scene = SceneOf(TestOptions.Target(counter.Url), repository);
        var plan = await scene.PlanAsync();
        var before = counter.Received.Count;
        var report = await scene.ApplyAsync(plan);
        Assert.Equal(Deletions, report.Count(ApplyOutcome.Done));
        AssertCost([.. counter.Received.Skip(before)], tags);
    }

    [Theory]
    [InlineData(TagWatch.FewTags, 0, true)]
    [InlineData(TagWatch.FewTags + 1, 0, false)]
    [InlineData(500, 1999, false)]
    [InlineData(500, 2000, true)]
    public async Task A_tag_that_moves_onto_an_image_is_seen_before_the_next_deletion_or_within_two_seconds(
        int tags,
        int milliseconds,
        bool isSeen
    )
    {
        await using var registry = await StartAsync(tags);
        var surroundings = new TestOptions();
        await using var writer = Open(registry, surroundings);
        await writer.ListAsync(CancellationToken.None);
        Assert.Equal(["pr-1"], (await LookAsync(writer)).Tags);
        registry.Has(Moved, "v1");
        surroundings.Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        var look = await LookAsync(writer);
        Assert.Equal(isSeen ? ["pr-1", "v1"] : ["pr-1"], look.Tags);
        Assert.Equal(isSeen, look.Arrivals.Any(arrival => arrival.Tag == "v1"));
    }

    [Fact]
    public async Task Where_all_tags_take_long_they_take_half_of_the_time()
    {
        await using var registry = await StartAsync(100);
        var surroundings = new TestOptions();
        await using var writer = Open(registry, surroundings);
        await writer.ListAsync(CancellationToken.None);
        registry.Fault = line =>
        {
            surroundings.Clock.Advance(line.StartsWith("HEAD", StringComparison.Ordinal) ? TimeSpan.FromMilliseconds(100) : TimeSpan.Zero);
            return null;
        };
        await LookAsync(writer);
        registry.Fault = _ => null;
        registry.Has(Moved, "v1");
        surroundings.Clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal(["pr-1"], (await LookAsync(writer)).Tags);
        surroundings.Clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(["pr-1", "v1"], (await LookAsync(writer)).Tags);
    }

    [Fact]
    public async Task A_new_tag_and_a_moved_tag_of_the_image_itself_are_seen_before_the_next_deletion()
    {
        await using var registry = await StartAsync(500);
        await using var writer = Open(registry, new TestOptions());
        await writer.ListAsync(CancellationToken.None);
        await LookAsync(writer);
        registry.Has(Moved, "fresh").Has(TestManifest.Image("other"), "pr-1");
        Assert.Equal(["fresh"], (await LookAsync(writer)).Tags);
    }

    [Fact]
    public async Task Looks_that_wait_share_the_next_list_and_never_one_that_was_begun_before()
    {
        await using var registry = await StartAsync(500);
        await using var writer = Open(registry, new TestOptions());
        await writer.ListAsync(CancellationToken.None);
        await LookAsync(writer);
        using var first = new SemaphoreSlim(0);
        using var rest = new SemaphoreSlim(0);
        var lists = 0;
        registry.Server.Before = async request =>
        {
            if (request.Line.Contains("/tags/list", StringComparison.Ordinal) && Interlocked.Increment(ref lists) == 1)
            {
                first.Release();
                await rest.WaitAsync();
            }
        };
        var begun = LookAsync(writer);
        await first.WaitAsync();
        var waiting = Enumerable.Range(0, 8).Select(_ => LookAsync(writer)).ToArray();
        registry.Has(Moved, "fresh");
        rest.Release();
        await begun;
        Assert.All(await Task.WhenAll(waiting), look => Assert.Equal(["fresh", "pr-1"], look.Tags));
        Assert.Equal(2, lists);
    }

    [Fact]
    public async Task A_look_that_fails_or_is_cancelled_does_not_end_those_that_share_it()
    {
        await using var registry = await StartAsync(500);
        await using var writer = Open(registry, new TestOptions());
        await writer.ListAsync(CancellationToken.None);
        using var cancelled = new CancellationTokenSource();
        using var first = new SemaphoreSlim(0);
        using var rest = new SemaphoreSlim(0);
        var lists = 0;
        registry.Server.Before = async request =>
        {
            if (request.Line.Contains("/tags/list", StringComparison.Ordinal) && Interlocked.Increment(ref lists) == 1)
            {
                first.Release();
                await rest.WaitAsync();
            }
        };
        var begun = writer.LookAsync(Target, [], cancelled.Token);
        await first.WaitAsync();
        var waiting = Enumerable.Range(0, 3).Select(_ => LookAsync(writer)).ToArray();
        await cancelled.CancelAsync();
        rest.Release();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => begun);
        Assert.All(await Task.WhenAll(waiting), look => Assert.Equal(["pr-1"], look.Tags));
    }

    private static ManifestTarget Target => new(Moved.Digest, ["pr-1"], Moved.MediaType, null);

    private static async Task<(string[] Tags, ImmutableArray<Arrival> Arrivals)> LookAsync(IRegistryWriter writer)
    {
        var look = await writer.LookAsync(Target, [], CancellationToken.None);
        Assert.True(look.Exists);
        return ([.. look.Tags], look.Arrivals);
    }

    /// <summary>At most a list, a look at its own tag and the deletion each; beside that every
    /// tag is looked up three times: first, before the first deletion, and at last.</summary>
    private static void AssertCost(IReadOnlyList<string> requests, int tags)
    {
        Assert.Equal(Deletions, requests.Count(line => line.StartsWith("DELETE", StringComparison.Ordinal)));
        Assert.InRange(requests.Count(line => line.Contains("/tags/list", StringComparison.Ordinal)), 3, Deletions + 2);

        // The last few tags are looked up each time.
        var few = Math.Max(0, TagWatch.FewTags - (tags - Deletions)) * TagWatch.FewTags;
        Assert.InRange(
            requests.Count(line => line.StartsWith("HEAD", StringComparison.Ordinal)),
            2 * tags,
            (3 * tags) + (2 * Deletions) + few
        );

        // Each body once, and a tag that goes between a list and its look once more.
        Assert.InRange(
            requests.Count(line =>
                line.StartsWith("GET", StringComparison.Ordinal) && line.Contains("/manifests/", StringComparison.Ordinal)
            ),
            0,
            2 * Deletions
        );
    }

    private static IEnumerable<string> Releases(int tags) => Enumerable.Range(1, tags - Deletions).Select(number => $"v{number}");

    private static async Task<ActingRegistry> StartAsync(int tags)
    {
        var registry = (await ActingRegistry.StartAsync(RegistryWay.Of("distribution"))).Has(TestManifest.Image("release"), Releases(tags));
        for (var image = 0; image < Deletions; image++)
        {
            registry.Has(TestManifest.Image($"pr-{image}"), $"pr-{image}");
        }

        return registry;
    }

    private static IRegistryWriter Open(ActingRegistry registry, TestOptions surroundings) =>
        new OciProvider().OpenWriter(TestOptions.Target(registry.Server), surroundings.Options, "web", null);

    private static Scene SceneOf(RegistryTarget target, string repository) =>
        new()
        {
            Target = target,
            Repository = repository,
            Policy = Policy,
        };
}
