using CsCheck;
using PolicyEngine.Applying;
using PolicyEngine.Fakes;
using PolicyEngine.Graph;
using PolicyEngine.Registry.Applying;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Journaling;
using PolicyEngine.Testing;
using Xunit;

namespace PolicyEngine.Registry.Tests.Applying;

/// <summary>
/// Nights that are cut short, each in a fresh folder and with a plan of its own, end where one undisturbed night
/// ends. The policy has no rule for untagged images, so that whatever is cut off from its image would stay for good.
/// </summary>
public sealed class DisturbedNightsProperties
{
    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What ends a night early.</summary>
    private enum Brake
    {
        MaxDeletes,
        TimeBudget,
        Cancelled,
        HourUsedUp,
        LimitBeforeAnImage,
        ParentRefused,
        PermissionRefused,

        // What these leave is known by their journal only.
        Killed,
        LimitWithinAnImage,
        Refused,
    }

    [Fact]
    public async Task Any_sequence_of_braked_nights_ends_where_an_undisturbed_one_ends() =>
        await Gen.Select(Gen.Int[1, 5].Array[2, 7], Gen.Bool.Array[7], Gen.Select(Gen.Enum<Brake>(), Gen.Int[1, 24]).Array[1, 6])
            .SampleAsync(
                async (images, shares, nights) =>
                {
                    string expected;
                    await using (var calm = await StartAsync(images, shares))
                    {
                        using var undisturbed = GhcrScenes.SceneOf(calm, GhcrScenes.Old);
                        await undisturbed.ApplyAsync(await undisturbed.PlanAsync());
                        expected = await undisturbed.StateAsync();
                    }

                    await using var fake = await StartAsync(images, shares);
                    var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
                    for (var night = 0; night < nights.Length; night++)
                    {
                        var (brake, at) = nights[night];
                        scene.JournalName = $"night-{night}.journal.jsonl";
                        var before = await StrayAsync(scene);
                        var report = await NightAsync(fake, scene, brake, at);
                        await scene.AssertWholeAsync();
                        var stray = await StrayAsync(scene);
                        Assert.True(
                            brake is Brake.Killed or Brake.LimitWithinAnImage or Brake.Refused || stray.IsSubsetOf(before),
                            $"{brake} {at} leaves parts: {(report is null ? "" : Scene.Text(report))}"
                        );
                        Assert.True(
                            brake is Brake.ParentRefused or Brake.PermissionRefused or Brake.Refused || report is not { LeftUndone: true },
                            $"{brake} {at}: {(report is null ? "" : Scene.Text(report))}"
                        );
                        fake.Faults.Clear();

                        // Whole images need no file of the last night to be found again.
                        if (UnfinishedJournals.Beside(scene.JournalPath).Count == 0)
                        {
                            scene.Dispose();
                            scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
                        }
                    }

                    using var last = scene;
                    last.JournalName = "last.journal.jsonl";
                    last.Decorate = writer => writer;
                    last.Budget = null;
                    await last.FinishAsync(last.Options);
                    Assert.Empty(UnfinishedJournals.Beside(last.JournalPath));
                    await last.ApplyAsync(await last.PlanAsync());
                    Assert.Equal(expected, await last.StateAsync());
                },
                iter: Thoroughness.Cases(15, 240),
                threads: 1
            );

    [Fact]
    public async Task A_limit_in_the_midst_of_an_image_ends_the_run_and_the_same_plan_goes_on()
    {
        await using var fake = await StartAsync([4], [false]);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
        scene.Concurrency = 1;
        var plan = await scene.PlanAsync();
        fake.Faults.Add(GhcrScenes.TooMany("DELETE .*/versions/", 3800) with { Nth = 3, Times = 1 });
        var start = scene.Surroundings.Clock.GetUtcNow();
        var report = await scene.ApplyAsync(plan);
        Assert.True(scene.Surroundings.Clock.GetUtcNow() - start < TimeSpan.FromMinutes(5));
        Assert.Equal(
            (2, 4, 0),
            (report.Count(ApplyOutcome.Done), report.Count(ApplyOutcome.NotAttempted), report.Count(ApplyOutcome.Failed))
        );
        Assert.False(report.LeftUndone);
        Assert.Contains("4 parts are left of an image whose deletion was begun.", Scene.Text(report), StringComparison.Ordinal);
        Assert.Equal(4, (await scene.ApplyAsync(plan)).Count(ApplyOutcome.Done));
    }

    /// <summary>One night: what earlier ones began is finished, then comes what this one plans, both with one budget.</summary>
    /// <returns>What was done; null where the process was killed.</returns>
    private static async Task<ApplyReport?> NightAsync(FakeGhcr fake, Scene scene, Brake brake, int at)
    {
        using var cancel = new CancellationTokenSource();
        var deletes = 0;
        var options = scene.Options with
        {
            MaxDeletes = brake == Brake.MaxDeletes ? at : null,
            TimeBudget = brake == Brake.TimeBudget ? TimeSpan.FromMinutes(30) : null,
        };
        scene.Budget = new ApplyBudget(options);
        scene.Decorate = writer => writer;
        var going = (await scene.PlanAsync()).Repositories[0].Delete.Where(row => !row.Tags.IsEmpty).Select(row => row.VersionId).ToList();
        switch (brake)
        {
            case Brake.Cancelled:
                scene.Decorate = writer => new InterceptedWriter(writer, point =>
                {
                    if (point == at)
                    {
                        cancel.Cancel();
                    }
                });
                break;
            case Brake.TimeBudget:
                scene.Decorate = writer => new InterceptedWriter(writer, point =>
                {
                    if (point == at)
                    {
                        scene.Surroundings.Clock.Advance(TimeSpan.FromHours(1));
                    }
                });
                break;
            case Brake.ParentRefused:
                var victim = going.ElementAtOrDefault(at % 3);
                fake.Faults.Add(
                    new Fault
                    {
                        Pattern = $"DELETE .*/versions/{victim}$",
                        Times = 1,
                        Kind = FaultKind.Status,
                        Status = 422,
                        Body = "{}",
                    }
                );
                break;
            case Brake.LimitBeforeAnImage:
                var root = going.ElementAtOrDefault(at % 3);
                fake.Faults.Add(GhcrScenes.TooMany($"DELETE .*/versions/{root}$", 3800) with { Times = 1 });
                break;
            case Brake.PermissionRefused:
                fake.Faults.Add(
                    new Fault
                    {
                        Pattern = "DELETE .*/versions/",
                        Times = 1,
                        Kind = FaultKind.Status,
                        Status = 403,
                        Body = """{"message":"Resource not accessible by integration"}""",
                    }
                );
                break;
            case Brake.Killed:
                scene.Decorate = Killed(at);
                break;
            case Brake.LimitWithinAnImage:
                fake.Faults.Add(GhcrScenes.TooMany("DELETE .*/versions/", 3800) with { Nth = at, Times = 1 });
                break;
            case Brake.Refused:
                fake.Faults.Add(
                    new Fault
                    {
                        Pattern = "DELETE .*/versions/",
                        Nth = at,
                        Times = 1,
                        Kind = FaultKind.Status,
                        Status = 422,
                        Body = "{}",
                    }
                );
                break;
            case Brake.HourUsedUp:
                scene.Decorate = writer => new LimitedWriter(writer, deletions => (deletes += deletions) > at);
                break;
        }

        try
        {
            var finished = await scene.FinishAsync(options, cancel.Token);
            return finished.Cancelled
                ? finished
                : ApplyReports.Join(finished, await scene.ApplyAsync(await scene.PlanAsync(), _ => options, cancel.Token));
        }
        catch (Exception e) when (ProcessDiedException.Is(e))
        {
            return null;
        }
    }

    /// <summary>The parts that are left of images: what no tag leads to.</summary>
    private static async Task<HashSet<string>> StrayAsync(Scene scene)
    {
        var graph = await scene.ReadAsync();
        var tagged = new NodeSetBuilder(graph.PresentCount);
        foreach (var node in graph.PresentNodes.Where(node => graph.AllTagsOf(node).Count > 0))
        {
            tagged.Add(node);
        }

        var whole = graph.Closure(tagged);
        return [.. graph.PresentNodes.Where(node => !whole.Contains(node)).Select(graph.TextOf)];
    }

    /// <summary>Dies at a change, counted over all repositories and journals of the night.</summary>
    private static Func<IRegistryWriter, IRegistryWriter> Killed(int at)
    {
        var point = 0;
        return writer => new InterceptedWriter(writer, _ => ProcessDiedException.At(at)(++point));
    }

    /// <summary>Indexes of so many platforms, every second one of which shares a platform with the one before.</summary>
    private static Task<FakeGhcr> StartAsync(int[] images, bool[] shares) =>
        GhcrScenes.StartAsync(state =>
        {
            var package = state.AddPackage("acme", "web");
            package.PushImage("release", First, platforms: 2, tags: ["v1"]);
            GhcrVersion? last = null;
            for (var i = 0; i < images.Length; i++)
            {
                var children = Enumerable.Range(0, images[i]).Select(p => package.PushManifest($"{i}/{p}", First.AddHours(i))).ToList();
                var index = package.PushIndex(shares[i] && last is not null ? [last, .. children] : children, First.AddHours(i), $"pr-{i}");
                package.PushManifest(
                    $"signature {i}",
                    First.AddHours(i),
                    subject: index,
                    artifactType: "application/vnd.example.signature"
                );
                last = children[0];
            }
        });
}
