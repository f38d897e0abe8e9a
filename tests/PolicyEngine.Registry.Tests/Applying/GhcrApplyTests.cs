using PolicyEngine.Applying;
using PolicyEngine.Fakes;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Tests.Ghcr;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyEngine.Registry.Tests.Applying;

public sealed class GhcrApplyTests
{
    private const string Policy = """
        version: 1
        protect:
          - { id: released, tags: ["v*"] }
        rules:
          - { id: old, match: { tags: ["pr-*"] }, delete: all }
        """;

    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_plan_is_carried_out_parents_first_and_nothing_that_stays_loses_a_piece()
    {
        await using var fake = await StartAsync();
        using var scene = SceneOf(fake);
        var report = await scene.ApplyAsync(await scene.PlanAsync());
        Snapshot.Match(Scene.Text(report));
        await scene.AssertWholeAsync();
        Assert.Equal(
            0,
            fake.With(state => state.Find("acme/web")!.Active.Count(v => v.Tags.Any(t => t.StartsWith("pr-", StringComparison.Ordinal))))
        );
    }

    [Fact]
    public async Task Restoring_brings_every_version_back_with_its_tags()
    {
        await using var fake = await StartAsync();
        using var scene = SceneOf(fake);
        var before = await scene.StateAsync();
        await scene.ApplyAsync(await scene.PlanAsync());
        var report = await scene.RestoreAsync();
        Assert.False(report.LeftUndone, Scene.Text(report));
        Assert.True(report.Repositories[0].Proof!.IsWhole);
        Assert.Equal(before, await scene.StateAsync());
        var restores = fake.Traffic.Requests.Where(r => r.Target.EndsWith("/restore", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(restores);
    }

    [Fact]
    public async Task A_package_is_listed_once_more_only_where_something_was_brought_back()
    {
        await using var fake = await StartAsync();
        using var scene = SceneOf(fake);
        await scene.ApplyAsync(await scene.PlanAsync());
        int Listings() => fake.Traffic.Requests.Count(r => r.Method == "GET" && r.Target.Contains("/versions?", StringComparison.Ordinal));
        var before = Listings();
        await scene.RestoreAsync();
        var restored = Listings();
        await scene.RestoreAsync();
        Assert.Equal((2, 1), (restored - before, Listings() - restored));
    }

    [Fact]
    public async Task What_GitHub_no_longer_restores_is_listed_with_its_conditions()
    {
        await using var fake = await StartAsync();
        using var scene = SceneOf(fake);
        await scene.ApplyAsync(await scene.PlanAsync());
        fake.With(state =>
        {
            foreach (var version in state.Find("acme/web")!.Deleted)
            {
                version.DeletedAt -= TimeSpan.FromDays(31);
            }

            return 0;
        });
        var report = await scene.RestoreAsync();
        Assert.True(report.LeftUndone);
        Assert.Contains("GitHub restores a version within 30 days of its deletion", Scene.Text(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_at_any_change_and_applied_again_it_ends_as_if_undisturbed()
    {
        string expected;
        await using (var fake = await StartAsync())
        {
            using var scene = SceneOf(fake);
            await scene.ApplyAsync(await scene.PlanAsync());
            expected = await scene.StateAsync();
        }

        for (var at = 1; ; at++)
        {
            await using var fake = await StartAsync();
            using var scene = SceneOf(fake);
            var plan = await scene.PlanAsync();
            if (!await scene.ApplyKilledAsync(plan, at))
            {
                Assert.True(at > 10, $"only {at - 1} crashes");
                break;
            }

            Assert.Equal(expected, await scene.StateAsync());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_tag_moved_onto_a_condemned_image_before_its_deletion_spares_it_and_its_pieces(int nth)
    {
        await using var fake = await StartAsync();
        using var scene = SceneOf(fake);
        var plan = await scene.PlanAsync();
        var victim = plan.Repositories[0].Delete.Where(m => m.Role == ManifestRole.Root).ElementAt(nth - 1);
        scene.Decorate = writer => new InterceptedWriter(writer, _ => { })
        {
            BeforeLook = digest =>
            {
                fake.With(state =>
                {
                    var package = state.Find("acme/web")!;
                    if (digest == victim.Digest)
                    {
                        package.Tag("stable", package.ByDigest(victim.Digest)!);
                    }

                    return 0;
                });
            },
        };
        var report = await scene.ApplyAsync(plan);
        Assert.Contains(report.Repositories[0].Steps, s => s.Digest == victim.Digest && s.Outcome == ApplyOutcome.Spared);
        Assert.NotNull(fake.With(state => state.Find("acme/web")!.ByDigest(victim.Digest)));
        await scene.AssertWholeAsync();
    }

    [Fact]
    public async Task An_index_pushed_while_it_is_applied_spares_what_it_lists()
    {
        await using var fake = await StartAsync();
        using var scene = SceneOf(fake);
        var plan = await scene.PlanAsync();
        var child = plan.Repositories[0].Delete.Last(m => m.Role == ManifestRole.Child);
        fake.Before("DELETE .*/versions/", 1, state =>
        {
            var package = state.Find("acme/web")!;
            package.PushIndex([package.ByDigest(child.Digest)!], First.AddDays(100), "fresh");
        });
        var report = await scene.ApplyAsync(plan);
        Assert.Contains(report.Repositories[0].Steps, s => s.Digest == child.Digest && s.Outcome == ApplyOutcome.Spared);
        await scene.AssertWholeAsync();
    }

    [Theory]
    [InlineData(FaultKind.Cut, 0)]
    [InlineData(FaultKind.Status, 502)]
    [InlineData(FaultKind.Status, 500)]
    public async Task An_answer_that_is_lost_is_looked_for_and_not_asked_for_twice(FaultKind kind, int status)
    {
        await using var fake = await StartAsync();
        using var scene = SceneOf(fake);
        var plan = await scene.PlanAsync();
        fake.Faults.Add(
            new Fault
            {
                Pattern = "DELETE .*/versions/",
                Nth = 1,
                Times = 3,
                Kind = kind,
                Status = status,
                Body = "{}",
            }
        );
        var report = await scene.ApplyAsync(plan);
        Assert.False(report.LeftUndone, Scene.Text(report));
        Assert.Equal(plan.Repositories[0].Delete.Count, report.Count(ApplyOutcome.Done));
        Assert.Equal(plan.Repositories[0].Delete.Count, fake.Traffic.Count("DELETE "));
    }

    [Theory]
    [InlineData("DELETE .*/versions/", 1)]
    [InlineData("DELETE .*/versions/", 5)]
    [InlineData("GET .*versions\\?", 3)]
    public async Task A_registry_that_does_not_answer_is_asked_again_after_a_look(string request, int nth)
    {
        await using var fake = await StartAsync();
        using var scene = SceneOf(fake);
        scene.Decorate = writer => new InterceptedWriter(writer, _ => { });
        var plan = await scene.PlanAsync();
        fake.Faults.Add(
            new Fault
            {
                Pattern = request,
                Nth = nth,
                Kind = FaultKind.Hang,
                Before = _ => scene.Surroundings.Clock.EndLongWaits(),
            }
        );
        var report = await scene.ApplyAsync(plan);
        Assert.False(report.LeftUndone, Scene.Text(report));
        Assert.Equal(plan.Repositories[0].Delete.Count, report.Count(ApplyOutcome.Done));
        await scene.AssertWholeAsync();
    }

    [Fact]
    public async Task Nothing_is_deleted_where_the_registry_does_not_answer_what_there_is()
    {
        await using var fake = await StartAsync();
        using var scene = SceneOf(fake);
        scene.Decorate = writer => new InterceptedWriter(writer, _ => { });
        var plan = await scene.PlanAsync();
        fake.Faults.Add(
            new Fault
            {
                Pattern = "GET .*versions",
                Nth = 2,
                Times = int.MaxValue,
                Kind = FaultKind.Hang,
                Before = _ => scene.Surroundings.Clock.EndLongWaits(),
            }
        );
        var report = await scene.ApplyAsync(plan);
        Assert.True(report.LeftUndone);
        Assert.Equal(0, fake.Traffic.Count("DELETE "));
        Assert.Contains("did not answer within", Scene.Text(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secondary_limit_is_waited_for()
    {
        await using var fake = await StartAsync();
        using var scene = SceneOf(fake);
        var plan = await scene.PlanAsync();
        fake.Before("DELETE .*/versions/", 1, _ => { });
        fake.Faults.Add(
            new Fault
            {
                Pattern = @"GET .*/versions\?",
                Nth = 2,
                Times = 2,
                Kind = FaultKind.Status,
                Status = 403,
                Body = """{"message":"You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}""",
            }
        );
        var report = await scene.ApplyAsync(plan);
        Assert.False(report.LeftUndone, Scene.Text(report));
        Assert.Contains(scene.Surroundings.Clock.Waits, wait => wait >= TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Many_downloads_and_the_last_tag_are_retained_and_what_they_need_stays()
    {
        await using var fake = await StartAsync(state =>
        {
            var package = state.Find("acme/web")!;
            package.Public = true;
            package.ByTag("pr-1")!.Downloads = 6000;
        });
        using var scene = SceneOf(fake);
        var report = await scene.ApplyAsync(await scene.PlanAsync());
        Snapshot.Match(Scene.Text(report));
        Assert.False(report.LeftUndone);
        await scene.AssertWholeAsync();
    }

    [Fact]
    public async Task A_token_without_the_right_to_delete_is_told_what_is_missing_and_nothing_more_is_tried()
    {
        await using var fake = await StartAsync(scopes: ["read:packages"]);
        using var scene = SceneOf(fake);
        var report = await scene.ApplyAsync(await scene.PlanAsync());
        Snapshot.Match(Scene.Text(report));
        Assert.True(report.LeftUndone);
        await scene.AssertWholeAsync();
    }

    [Fact]
    public async Task A_package_that_is_to_go_as_a_whole_goes_and_comes_back()
    {
        await using var fake = await StartAsync();
        using var scene = SceneOf(
            fake,
            """
            version: 1
            settings: { delete-empty: true }
            limits: { min-remaining: 0 }
            rules:
              - { id: all, delete: { older-than: 1d } }
            """
        );
        var plan = await scene.PlanAsync();
        Assert.True(plan.Repositories[0].DeletesPackage);
        var before = await scene.StateAsync();
        var report = await scene.ApplyAsync(plan);
        Assert.Equal(1, report.Count(ApplyOutcome.Done));
        Assert.Null(fake.With(state => state.Find("acme/web")));
        Assert.Equal(ApplyOutcome.AlreadyGone, (await scene.ApplyAsync(plan)).Repositories[0].Steps.Single().Outcome);
        var (versions, tags) = (plan.Repositories[0].Delete.Count, plan.Repositories[0].Delete.Sum(row => row.Tags.Length));
        foreach (var restored in new[] { await scene.RestoreAsync(), await scene.RestoreAsync() })
        {
            var proof = restored.Repositories[0].Proof!;
            Assert.Equal((versions, tags, true), (proof.KeptManifests, proof.KeptTags, proof.IsWhole));
        }

        Assert.Equal(before, await scene.StateAsync());
    }

    [Fact]
    public async Task A_digest_that_was_deleted_and_pushed_again_makes_the_plan_stale()
    {
        await using var fake = await StartAsync();
        using var scene = SceneOf(fake);
        var plan = await scene.PlanAsync();
        fake.With(state =>
        {
            var package = state.Find("acme/web")!;
            var version = package.ByTag("pr-1")!;
            package.Delete(version);
            package.Push(version.Body, version.MediaType, First.AddDays(100), "pr-1");
            return 0;
        });
        var report = await scene.ApplyAsync(plan);
        Assert.Equal(ApplyStatus.Stale, report.Repositories[0].Status);
        Assert.Contains("was pushed again after it had been deleted", Scene.Text(report), StringComparison.Ordinal);
        Assert.Equal(0, fake.Traffic.Count("DELETE "));
    }

    [Fact]
    public async Task Planned_anew_only_what_both_plans_delete_goes()
    {
        await using var fake = await StartAsync();
        using var scene = SceneOf(fake);
        var plan = await scene.PlanAsync();
        fake.With(state =>
        {
            var package = state.Find("acme/web")!;
            package.Tag("v3", package.ByTag("pr-1")!);
            package.PushImage("late", new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero), tags: ["pr-late"]);
            return 0;
        });
        var report = await scene.ApplyAsync(plan, options =>
            options with
            {
                Refresh = async (_, _) => (await scene.PlanAsync()).Repositories[0],
            }
        );
        Assert.Equal(ApplyStatus.Applied, report.Repositories[0].Status);
        Assert.False(report.LeftUndone, Scene.Text(report));
        var tags = fake.With(state => state.Find("acme/web")!.TagsOldestFirst.Order().ToList());
        Assert.Equal(["pr-1", "pr-late", "v1", "v2", "v3"], tags);
        await scene.AssertWholeAsync();
    }

    private static Task<FakeGhcr> StartAsync(Action<GhcrState>? more = null, IReadOnlyList<string>? scopes = null) =>
        FakeGhcr.StartAsync(
            new Scenario
            {
                Tokens =
                [
                    new FakeToken
                    {
                        Value = GhcrRun.Token,
                        Login = "octocat",
                        Scopes = scopes ?? ["read:packages", "write:packages", "delete:packages"],
                    },
                ],
                Setup = state =>
                {
                    var package = state.AddPackage("acme", "web");
                    package.PushImages(2, First, TimeSpan.FromHours(6), i => $"v{i + 1}", platforms: 2);
                    package.PushImages(3, First.AddDays(30), TimeSpan.FromHours(6), i => $"pr-{i + 1}", platforms: 2);
                    more?.Invoke(state);
                },
            }
        );

    private static Scene SceneOf(FakeGhcr fake, string policy = Policy) => GhcrScenes.SceneOf(fake, policy);
}
