using PolicyEngine.Applying;
using PolicyEngine.Fakes;
using PolicyEngine.Planning.Files;
using PolicyEngine.Testing.Registries;
using Xunit;

namespace PolicyEngine.Registry.Tests.Applying;

/// <summary>What is read and kept before deletions: what this run deletes, with what hangs together with it, and no more.</summary>
public sealed class RoundTests(DockerRegistryFixture docker) : IClassFixture<DockerRegistryFixture>
{
    private const int Images = 40;
    private const string OnOci = """
        version: 1
        settings: { age-from: [created] }
        rules:
          - { id: old, match: { tags: ["pr-*"] }, delete: all }
        """;

    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(Images)]
    [InlineData(null)]
    public async Task A_run_reads_and_keeps_what_it_deletes(int? most)
    {
        await using var fake = await GhcrScenes.StartAsync(Images);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
        var plan = await scene.PlanAsync();
        var before = Bodies(fake);
        var report = await scene.ApplyAsync(plan, options => options with { MaxDeletes = most });
        Assert.Equal(most ?? Images, report.Count(ApplyOutcome.Done));
        Assert.Equal(Images - (most ?? Images), report.Count(ApplyOutcome.NotAttempted));
        Assert.Equal(most ?? Images, Bodies(fake) - before);
        Assert.Equal(most ?? Images, Saved(scene));
        Assert.Equal(Images - (most ?? Images), (await scene.ApplyAsync(plan)).Count(ApplyOutcome.Done));
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task A_run_reads_and_keeps_what_it_deletes_of_a_real_registry(int most)
    {
        docker.Require();
        var repository = $"rounds-{most}";
        for (var image = 0; image < Images; image++)
        {
            await docker.PushAsync(repository, TestManifest.Image($"pr-{image}"), $"pr-{image}");
        }

        await docker.PushAsync(repository, TestManifest.Image("release"), "v1");
        await using var counter = await MutationProxy.StartAsync(docker.Url);
        using var scene = new Scene
        {
            Target = TestOptions.Target(counter.Url),
            Repository = repository,
            Policy = OnOci,
        };
        var plan = await scene.PlanAsync();
        var before = counter.Received.Count;
        var report = await scene.ApplyAsync(plan, options => options with { MaxDeletes = most });
        Assert.Equal(most, report.Count(ApplyOutcome.Done));
        Assert.Equal(
            most,
            counter
                .Received.Skip(before)
                .Count(line =>
                    line.StartsWith("GET", StringComparison.Ordinal) && line.Contains("/manifests/sha256:", StringComparison.Ordinal)
                )
        );
        Assert.Equal(most, Saved(scene));
    }

    [Fact]
    public async Task What_shares_a_part_is_read_together_and_nothing_else_is()
    {
        await using var fake = await StartAsync(shared: true);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
        var plan = await scene.PlanAsync();
        Assert.Equal(7, plan.Repositories[0].Delete.Count(row => row.Group is not null));
        var before = Bodies(fake);
        var report = await scene.ApplyAsync(plan, options => options with { MaxDeletes = 2 });
        Assert.Equal(2, report.Count(ApplyOutcome.Done));
        Assert.InRange(Bodies(fake) - before, 2, 5);
        await scene.AssertWholeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_plan_that_does_not_say_what_hangs_together_has_everything_read(bool isWrong)
    {
        await using var fake = await StartAsync(shared: true);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
        var made = await scene.PlanAsync();
        using var file = new MemoryStream();
        PlanJson.Write(made, file);
        var read = PlanJson.Read(file.ToArray());
        Assert.Equal(made.Repositories[0].Delete.Select(row => row.Group), read.Repositories[0].Delete.Select(row => row.Group));
        var plan = read with
        {
            Repositories =
            [
                read.Repositories[0] with
                {
                    Delete = [.. read.Repositories[0].Delete.Select(row => row with { Group = isWrong ? row.Order : null })],
                },
            ],
        };
        var before = Bodies(fake);
        await scene.ApplyAsync(plan, options => options with { MaxDeletes = 2 });
        Assert.InRange(Bodies(fake) - before, isWrong ? 2 : plan.Repositories[0].Delete.Count, plan.Repositories[0].Delete.Count);
        await scene.AssertWholeAsync();
        Assert.False((await scene.ApplyAsync(plan)).LeftUndone);
        await scene.AssertWholeAsync();
    }

    [Fact]
    public async Task What_cannot_be_kept_later_ends_the_run_and_what_was_done_is_told()
    {
        await using var fake = await GhcrScenes.StartAsync(30);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
        var plan = await scene.PlanAsync();

        // The hour has room for a few at a time.
        var reads = 0;
        scene.Decorate = writer => new LimitedWriter(
            new InterceptedWriter(writer, _ => { })
            {
                BeforeRead = _ =>
                {
                    if (Interlocked.Increment(ref reads) == 8)
                    {
                        fake.Faults.Add(GhcrScenes.TooMany("GET /v2/acme/web/manifests/", 3800));
                    }
                },
            },
            deletions => deletions > 5
        );
        var report = await scene.ApplyAsync(plan);
        Assert.Equal(5, report.Count(ApplyOutcome.Done));
        Assert.Equal(25, report.Count(ApplyOutcome.NotAttempted));
        Assert.False(report.LeftUndone, Scene.Text(report));
        fake.Faults.Clear();
        scene.Decorate = writer => writer;
        Assert.Equal(25, (await scene.ApplyAsync(plan)).Count(ApplyOutcome.Done));
    }

    private static int Bodies(FakeGhcr fake) =>
        fake.Traffic.Requests.Count(request =>
            request is { Method: "GET", Status: 200 } && request.Target.StartsWith("/v2/acme/web/manifests/", StringComparison.Ordinal)
        );

    private static int Saved(Scene scene) =>
        File.ReadLines(scene.JournalPath).Count(line => line.Contains("\"type\":\"saved\"", StringComparison.Ordinal));

    /// <summary>Two indexes, perhaps with a part in common, a third that shares nothing, and twenty images.</summary>
    private static Task<FakeGhcr> StartAsync(bool shared) =>
        GhcrScenes.StartAsync(state =>
        {
            var package = state.AddPackage("acme", "web");
            package.PushManifest("release", First, tags: ["v1"]);
            var part = package.PushManifest("part", First);
            package.PushIndex([part], First, "pr-1");
            package.PushIndex(shared ? [part, package.PushManifest("own", First)] : [package.PushManifest("own", First)], First, "pr-2");
            package.PushIndex([package.PushManifest("other 1", First), package.PushManifest("other 2", First)], First, "pr-3");
            for (var i = 4; i < 24; i++)
            {
                package.PushManifest($"request {i}", First.AddMinutes(i), tags: [$"pr-{i}"]);
            }
        });
}
