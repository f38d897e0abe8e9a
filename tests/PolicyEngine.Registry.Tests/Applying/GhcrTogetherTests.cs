using System.Text.Json;
using CsCheck;
using PolicyEngine.Applying;
using PolicyEngine.Fakes;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Tests.Ghcr;
using PolicyEngine.Testing;
using PolicyEngine.Testing.Registries;
using Xunit;

namespace PolicyEngine.Registry.Tests.Applying;

/// <summary>Deletions that go at once after one look: what they cost, what the look sees, and what never goes at once.</summary>
public sealed class GhcrTogetherTests
{
    private const int AtOnce = 8;
    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(90)]
    [InlineData(450)]
    public async Task Eight_deletions_cost_one_look(int images)
    {
        await using var fake = await GhcrScenes.StartAsync(images);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
        var plan = await scene.PlanAsync();
        var before = fake.Traffic.Requests.Count;
        var report = await scene.ApplyAsync(plan);
        Assert.Equal(images, report.Count(ApplyOutcome.Done));
        List<RecordedRequest> requests = [.. fake.Traffic.Requests.Skip(before).Where(OfPackages)];
        var first = requests.FindIndex(request => request.Method == "DELETE");
        requests = requests[(first - 2)..(requests.FindLastIndex(request => request.Method == "DELETE") + 1)];

        // A round takes two pages at most, where it lies across the end of one; one that did not change is free.
        var rounds = 1 + ((images - 1 + AtOnce - 1) / AtOnce);
        var pages = (images / 100) + 1;
        Assert.InRange(requests.Count(request => request is { Method: "GET", Status: 200 }), rounds / 2, rounds + pages + 2);
        var paid = requests.Count(request => request.Status is not 304);
        Assert.InRange(paid / (double)images, 1, 1.2);

        // 900 points in what counts as a minute here, 62 seconds.
        var points = requests.Sum(request => request.Method == "DELETE" ? 5 : 1);
        Assert.InRange(900 / 62.0 * 60 / (points / (double)images), 150, 180);
    }

    [Fact]
    public async Task An_hour_of_a_workflows_token_is_worth_eight_hundred_deletions()
    {
        const int Images = 1790;
        await using var fake = await FakeGhcr.StartAsync(World(1000, package => PushSingles(package, Images)));
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
        var plan = await scene.PlanAsync();
        var report = await scene.ApplyAsync(plan);
        Assert.InRange(report.Count(ApplyOutcome.Done), 800, 1000);
        Assert.Equal(0, report.Count(ApplyOutcome.Failed));
        Assert.False(report.LeftUndone, Scene.Text(report));
        Assert.DoesNotContain(fake.Traffic.Requests, request => request.Status is 403 or 429);
    }

    [Theory]
    [InlineData(1, 1.5)]
    [InlineData(2, 1.34)]
    [InlineData(4, 1.3)]
    public async Task Images_with_parts_go_side_by_side(int parts, double most)
    {
        const int Images = 60;
        await using var fake = await FakeGhcr.StartAsync(World(100_000, package =>
            {
                package.PushManifest("release", First, tags: ["v1"]);
                for (var i = 0; i < Images; i++)
                {
                    var at = First.AddHours(i);
                    package.PushIndex([.. Enumerable.Range(0, parts).Select(p => package.PushManifest($"{i}/{p}", at))], at, $"pr-{i}");
                }
            }));
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
        var plan = await scene.PlanAsync();
        var before = fake.Traffic.Requests.Count;
        var broken = new List<string>();
        var mostLeft = 0;
        fake.Faults.Add(
            new Fault
            {
                Pattern = "DELETE .*/versions/",
                Times = int.MaxValue,
                Kind = FaultKind.Headers,
                Before = state =>
                {
                    var package = state.Find("acme/web")!;
                    broken.AddRange(BrokenIn(package));

                    // Parts whose image is gone: what a kill at this instant would leave.
                    var images = package.Active.Count(version => version.Tags.Count > 0) - 1;
                    mostLeft = Math.Max(mostLeft, package.Active.Count(version => version.Tags.Count == 0) - (images * parts));
                },
            }
        );
        var report = await scene.ApplyAsync(plan);
        Assert.Equal(Images * (1 + parts), report.Count(ApplyOutcome.Done));

        // Without the lists before and after.
        var requests = fake.Traffic.Requests.Skip(before).Where(OfPackages).ToList();
        var first = requests.FindIndex(request => request.Method == "DELETE");
        var last = requests.FindLastIndex(request => request.Method == "DELETE");
        var paid = requests[first..last].Count(request => request.Status is not 304);
        Assert.InRange(paid / (double)(Images * (1 + parts)), 1, most);
        Assert.Empty(broken);
        Assert.InRange(mostLeft, 1, AtOnce * parts);
    }

    [Fact]
    public async Task What_happens_before_a_round_is_seen_by_its_look()
    {
        // The first goes alone, then eight, eight and three.
        for (var nth = 1; nth <= 17; nth++)
        {
            await using var fake = await GhcrScenes.StartAsync(20);
            using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
            var plan = await scene.PlanAsync();
            var last = plan.Repositories[0].Delete[^1].Digest;
            fake.Before("DELETE .*/versions/", nth, state =>
            {
                var package = state.Find("acme/web")!;
                package.Tag("v1", package.ByDigest(last)!);
            });
            var report = await scene.ApplyAsync(plan);
            Assert.Equal(ApplyOutcome.Spared, Assert.Single(report.Repositories[0].Steps, step => step.Digest == last).Outcome);
            Assert.Equal(last, fake.With(state => state.Find("acme/web")!.ByTag("v1")!.Digest));
            Assert.Equal(19, report.Count(ApplyOutcome.Done));
        }
    }

    [Fact]
    public async Task An_old_version_that_gets_a_tag_is_spared_wherever_it_stands()
    {
        await using var fake = await GhcrScenes.StartAsync(350);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
        var plan = await scene.PlanAsync();
        var spared = new List<string>();
        for (var nth = 50; nth < 350; nth += 60)
        {
            fake.Before("GET .*/versions", (nth / AtOnce) + 5, state =>
            {
                var package = state.Find("acme/web")!;
                var victim = plan.Repositories[0]
                    .Delete.Select(row => package.ByDigest(row.Digest))
                    .Last(version => version is { Tags.Count: 1 })!;
                package.Tag($"v{spared.Count + 2}", victim);
                spared.Add(victim.Digest);
            });
        }

        var report = await scene.ApplyAsync(plan);
        Assert.NotEmpty(spared);
        Assert.Equal(350 - spared.Count, report.Count(ApplyOutcome.Done));
        Assert.All(spared, digest => Assert.NotNull(fake.With(state => state.Find("acme/web")!.ByDigest(digest))));
    }

    [Fact]
    public async Task Where_the_pages_move_versions_are_asked_for_by_their_ids()
    {
        await using var fake = await GhcrScenes.StartAsync(250);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
        var plan = await scene.PlanAsync();
        fake.Before("DELETE .*/versions/", 5, state =>
        {
            var package = state.Find("acme/web")!;
            Enumerable.Range(0, 60).ToList().ForEach(i => package.PushManifest($"fresh {i}", Later, tags: [$"fresh-{i}"]));
        });
        var report = await scene.ApplyAsync(plan);
        Assert.Equal(250, report.Count(ApplyOutcome.Done));
        Assert.Equal(0, report.Count(ApplyOutcome.Failed));
    }

    [Fact]
    public async Task Never_more_than_eight_go_and_each_round_begins_with_a_look()
    {
        await using var fake = await GhcrScenes.StartAsync(70);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
        await scene.ApplyAsync(await scene.PlanAsync());
        var run = 0;
        foreach (var request in fake.Traffic.Requests.Where(OfPackages))
        {
            run = request.Method == "DELETE" ? run + 1 : 0;
            Assert.InRange(run, 0, AtOnce);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task No_more_go_at_once_than_a_minute_allows(int perMinute)
    {
        await using var fake = await GhcrScenes.StartAsync(12);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
        var report = await scene.ApplyAsync(await scene.PlanAsync(), options => options with { DeletesPerMinute = perMinute });
        Assert.Equal(12, report.Count(ApplyOutcome.Done));
        Assert.True(scene.Surroundings.Clock.GetUtcNow() - new ImpatientClock().GetUtcNow() >= TimeSpan.FromMinutes((12 / perMinute) - 1));
    }

    [Fact]
    public async Task One_that_cannot_be_looked_at_does_not_hold_up_the_others()
    {
        await using var fake = await GhcrScenes.StartAsync(20);
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
        var plan = await scene.PlanAsync();
        var victim = plan.Repositories[0].Delete[12];

        // GitHub shows another digest under its id.
        scene.Decorate = writer => new InterceptedWriter(writer, _ => { })
        {
            Concurrency = AtOnce,
            BeforeLook = digest =>
            {
                if (digest == victim.Digest)
                {
                    throw new RegistryException("It cannot be looked at.");
                }
            },
        };
        var report = await scene.ApplyAsync(plan);
        Assert.Equal((19, 1), (report.Count(ApplyOutcome.Done), report.Count(ApplyOutcome.Failed)));
        Assert.NotNull(fake.With(state => state.Find("acme/web")!.ByDigest(victim.Digest)));
    }

    [Fact]
    public async Task A_cancelled_round_ends()
    {
        for (var nth = 0; nth < 20; nth += 3)
        {
            await using var fake = await GhcrScenes.StartAsync(20);
            using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
            var plan = await scene.PlanAsync();
            using var cancel = new CancellationTokenSource();
            var digest = plan.Repositories[0].Delete[nth].Digest;
            scene.Decorate = writer => new InterceptedWriter(writer, _ => { })
            {
                Concurrency = AtOnce,
                BeforeLook = looked =>
                {
                    if (looked == digest)
                    {
                        cancel.Cancel();
                    }
                },
            };
            var report = await scene.ApplyAsync(plan, cancellationToken: cancel.Token);
            Assert.Equal(20, report.Count(ApplyOutcome.Done) + report.Count(ApplyOutcome.NotAttempted));
            Assert.Equal(ApplyOutcome.NotAttempted, report.Repositories[0].Steps.Single(step => step.Digest == digest).Outcome);
        }
    }

    /// <summary>Where the look at a part takes long, the other image waits, so that the limit that it meets leaves no parts.</summary>
    [Fact]
    public async Task A_limit_that_the_next_image_meets_leaves_no_parts_of_the_one_before()
    {
        await using var fake = await FakeGhcr.StartAsync(World(100_000, PushTwo));
        using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
        var plan = await scene.PlanAsync();
        var roots = plan.Repositories[0].Delete.Where(row => !row.Tags.IsEmpty).ToList();
        var refused = new TaskCompletionSource();
        scene.Decorate = writer => new InterceptedWriter(writer, point =>
        {
            if (point == 2)
            {
                var next = roots.Single(row => fake.With(state => state.Find("acme/web")!.ByDigest(row.Digest)) is not null);
                var fault = GhcrScenes.TooMany($"DELETE .*/versions/{next.VersionId}$", 3800);
                fake.Faults.Add(fault with { Before = _ => refused.TrySetResult() });
            }
        })
        {
            Concurrency = AtOnce,
            LooksAlone = true,
            WhileLooking = digest =>
                roots.Exists(row => row.Digest == digest)
                    ? Task.CompletedTask
                    : Task.WhenAny(refused.Task.ContinueWith(_ => Task.Delay(200)).Unwrap(), Task.Delay(1000)),
        };
        var report = await scene.ApplyAsync(plan);
        Assert.True(refused.Task.IsCompleted);
        Assert.Equal((4, 4), (report.Count(ApplyOutcome.Done), report.Count(ApplyOutcome.NotAttempted)));
        Assert.DoesNotContain("parts are left", Scene.Text(report), StringComparison.Ordinal);
    }

    /// <summary>Other packages use up the same hour, at any moment.</summary>
    [Fact]
    public async Task An_hour_that_ends_whenever_it_is_asked_for_leaves_no_parts()
    {
        var deleted = new HashSet<int>();
        for (var nth = 1; nth <= 8; nth++)
        {
            await using var fake = await FakeGhcr.StartAsync(World(100_000, PushTwo));
            using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
            var plan = await scene.PlanAsync();
            var asked = 0;
            scene.Decorate = writer => new LimitedWriter(writer, _ => Interlocked.Increment(ref asked) >= nth);
            var report = await scene.ApplyAsync(plan);
            Assert.DoesNotContain("parts are left", Scene.Text(report), StringComparison.Ordinal);
            deleted.Add(report.Count(ApplyOutcome.Done));
        }

        Assert.Equal([0, 4, 8], deleted.Order());
    }

    /// <summary>
    /// The model: at every deletion, whatever else is under way, no version that is there
    /// lists one that is not, and what goes shares nothing with what is on its way.
    /// </summary>
    [Fact]
    public async Task At_every_instant_what_is_there_is_whole() =>
        await Gen.Select(Gen.Int[0, 3].Array[4, 14], Gen.Int[0, 3].Array[14], Gen.Int[0, 40])
            .SampleAsync(
                async (parts, shares, killedAt) =>
                {
                    await using var fake = await FakeGhcr.StartAsync(World(100_000, package => PushMixed(package, parts, shares)));
                    using var scene = GhcrScenes.SceneOf(fake, GhcrScenes.Old);
                    var plan = await scene.PlanAsync();
                    var broken = new List<string>();
                    fake.Faults.Add(
                        new Fault
                        {
                            Pattern = "DELETE .*/versions/",
                            Times = int.MaxValue,
                            Kind = FaultKind.Headers,
                            Before = state => broken.AddRange(BrokenIn(state.Find("acme/web")!)),
                        }
                    );
                    try
                    {
                        scene.Decorate = writer => new InterceptedWriter(writer, ProcessDiedException.At(killedAt))
                        {
                            Concurrency = AtOnce,
                        };
                        await scene.ApplyAsync(plan);
                    }
                    catch (Exception e) when (ProcessDiedException.Is(e))
                    {
                        await scene.AssertWholeAsync();
                    }

                    scene.Decorate = writer => writer;
                    Assert.False((await scene.ApplyAsync(plan)).LeftUndone);
                    Assert.Empty(broken);
                    Assert.Equal(["v1"], fake.With(state => state.Find("acme/web")!.Active.SelectMany(version => version.Tags).ToArray()));
                    Assert.Single(fake.With(state => state.Find("acme/web")!.Active.ToArray()));
                },
                iter: Thoroughness.Cases(15, 240),
                threads: 1
            );

    private static bool OfPackages(RecordedRequest request) => request.Target.Contains("/packages/", StringComparison.Ordinal);

    private static IEnumerable<string> BrokenIn(GhcrPackage package)
    {
        foreach (var version in package.Active)
        {
            using var document = JsonDocument.Parse(version.Body);
            foreach (
                var entry in document.RootElement.TryGetProperty("manifests", out var entries) ? entries.EnumerateArray().ToArray() : []
            )
            {
                if (package.ByDigest(entry.GetProperty("digest").GetString()!) is null)
                {
                    yield return $"{version.Digest} lacks {entry.GetProperty("digest").GetString()}";
                }
            }
        }
    }

    /// <summary>Two images of three parts each.</summary>
    private static void PushTwo(GhcrPackage package)
    {
        package.PushManifest("release", First, tags: ["v1"]);
        foreach (var i in Enumerable.Range(0, 2))
        {
            package.PushIndex([.. Enumerable.Range(0, 3).Select(p => package.PushManifest($"{i}/{p}", First))], First, $"pr-{i}");
        }
    }

    private static void PushSingles(GhcrPackage package, int images)
    {
        package.PushManifest("release", First, tags: ["v1"]);
        for (var i = 0; i < images; i++)
        {
            package.PushManifest($"request {i}", First.AddMinutes(i), tags: [$"pr-{i}"]);
        }
    }

    /// <summary>Images with some parts of their own, a signature perhaps, and perhaps a part or a whole image of one before them.</summary>
    private static void PushMixed(GhcrPackage package, int[] parts, int[] shares)
    {
        package.PushManifest("release", First, tags: ["v1"]);
        var known = new List<GhcrVersion>();
        for (var i = 0; i < parts.Length; i++)
        {
            var at = First.AddHours(i);
            if (parts[i] == 0)
            {
                known.Add(package.PushManifest($"single {i}", at, tags: [$"pr-{i}"]));
                continue;
            }

            List<GhcrVersion> children = [.. Enumerable.Range(0, parts[i]).Select(p => package.PushManifest($"{i}/{p}", at))];
            if (shares[i] > 0 && known.Count > 0)
            {
                children.Add(known[(i * 7 + shares[i]) % known.Count]);
            }

            var index = package.PushIndex(children, at, $"pr-{i}");
            known.AddRange(children);
            known.Add(index);
            if (shares[i] == 2)
            {
                package.PushManifest($"signature {i}", at, subject: index, artifactType: "application/vnd.example.signature");
            }
        }
    }

    private static Scenario World(int limit, Action<GhcrPackage> push) =>
        new()
        {
            PointsPerMinute = 100_000,
            PrimaryLimit = limit,
            Tokens =
            [
                new FakeToken
                {
                    Value = GhcrRun.Token,
                    Login = "octocat",
                    Scopes = ["read:packages", "write:packages", "delete:packages"],
                },
            ],
            Setup = state => push(state.AddPackage("acme", "web")),
        };
}
