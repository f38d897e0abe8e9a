using CsCheck;
using PolicyEngine.Fakes;
using Xunit;

namespace PolicyEngine.Registry.Tests.Ghcr;

public sealed class VersionListingTests
{
    private const string Versions = "GET /api/v3/orgs/acme/packages/container/web/versions";
    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DroppingGuide Nothing = new(_ => false);

    public static TheoryData<string, FaultKind, int, int, bool> Faults =>
        new()
        {
            { "page=3", FaultKind.Status, 1, 500, true },
            { "page=3", FaultKind.Status, 4, 502, true },
            { "page=3", FaultKind.Status, 99, 500, false },
            { "page=3", FaultKind.Status, 99, 404, false },
            { "page=1", FaultKind.Status, 99, 503, false },
            { "page=2", FaultKind.Cut, 2, 0, true },
            { "page=2", FaultKind.Cut, 99, 0, false },
            { "page=2", FaultKind.ShortPage, 1, 0, true },
            { "page=2", FaultKind.ShortPage, 99, 0, false },
            { "page=5", FaultKind.ShortPage, 1, 0, true },
            { "page=5", FaultKind.ShortPage, 99, 0, false },
            { "page=2", FaultKind.Garbage, 3, 0, true },
            { "page=2", FaultKind.Garbage, 99, 0, false },
        };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_page_that_fails_is_asked_for_again_and_never_passes_for_a_whole_one(
        string page,
        FaultKind kind,
        int times,
        int status,
        bool complete
    )
    {
        await using var fake = await FakeGhcr.StartAsync(Images(50));
        fake.Faults.Add(
            new Fault
            {
                Pattern = $@"versions\?.*&{page}$",
                Kind = kind,
                Times = times,
                Status = status,
                Body = "{}",
            }
        );

        var outcome = await new GhcrRun(fake).ReadAsync(guide: Nothing);

        Assert.Equal(complete, outcome.Info.Complete);
        Assert.Equal(complete, outcome.Info.Reason is null);
        Assert.Equal(complete ? 450 : 0, outcome.Manifests.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("""[{"id":1,"name":"sha256:""")]
    [InlineData("upstream connect error")]
    public async Task A_page_that_was_cut_where_nobody_noticed_is_asked_for_again(string body)
    {
        await using var fake = await FakeGhcr.StartAsync(Images(50));
        fake.Faults.Add(
            new Fault
            {
                Pattern = @"versions\?.*&page=3$",
                Kind = FaultKind.Status,
                Times = 2,
                Status = 200,
                Body = body,
            }
        );

        var outcome = await new GhcrRun(fake).ReadAsync(guide: Nothing);

        Assert.Null(outcome.Info.Reason);
        Assert.Equal(450, outcome.Manifests.Count);
    }

    [Fact]
    public async Task A_page_that_always_fails_is_named()
    {
        await using var fake = await FakeGhcr.StartAsync(Images(50));
        fake.Faults.Add(
            new Fault
            {
                Pattern = @"versions\?.*&page=4$",
                Kind = FaultKind.Status,
                Times = 99,
                Status = 500,
                Body = "",
            }
        );

        var outcome = await new GhcrRun(fake).ReadAsync(guide: Nothing);

        Assert.Equal(
            "GitHub's API fails (status 500) at page 4 of the versions of 'acme/web', after several attempts.",
            outcome.Info.Reason
        );
    }

    [Fact]
    public async Task A_list_that_is_late_is_whole_all_the_same_and_what_it_still_shows_though_it_was_deleted_is_left_out()
    {
        await using var fake = await FakeGhcr.StartAsync(Images(50) with { ListingLagSeconds = 3600 });
        var (deleted, pushed) = fake.With(state =>
        {
            var package = state.Find("acme/web")!;
            var victim = package.Active[0];
            package.Delete(victim);
            return (victim.Digest, package.PushManifest("new", state.Clock.GetUtcNow(), tags: "v51").Digest);
        });

        var outcome = await new GhcrRun(fake).ReadAsync();

        Assert.Null(outcome.Info.Reason);
        Assert.Equal(449, outcome.Manifests.Count);
        Assert.DoesNotContain(deleted, outcome.Manifests.Keys);
        Assert.Empty(outcome.Info.ListedButGone);
        Assert.DoesNotContain(pushed, outcome.Manifests.Keys);
    }

    [Fact]
    public async Task A_version_that_is_deleted_while_pages_are_read_hides_no_other()
    {
        await using var fake = await FakeGhcr.StartAsync(Images(50));
        var victim = fake.With(state => state.Find("acme/web")!.Active[5]);
        fake.Before(@"versions\?.*&page=3$", 1, state => state.Find("acme/web")!.Delete(victim));

        var outcome = await new GhcrRun(fake) { Concurrency = 1 }.ReadAsync(guide: Nothing);

        Assert.True(outcome.Info.Complete, outcome.Info.Reason);
        Assert.Equal(449, outcome.Manifests.Count);
        Assert.DoesNotContain(victim.Digest, outcome.Manifests.Keys);
    }

    [Fact]
    public async Task A_package_that_says_to_have_more_versions_than_it_lists_is_incomplete()
    {
        await using var fake = await FakeGhcr.StartAsync(
            GhcrRun.World(state =>
            {
                var package = state.AddPackage("acme", "web");
                package.PushImages(50, First, TimeSpan.FromHours(1), i => $"v{i}");
                package.ClaimedCount = 451;
            })
        );

        var outcome = await new GhcrRun(fake).ReadAsync(guide: Nothing);

        Assert.False(outcome.Info.Complete);
        Assert.Equal(
            "The list of versions of 'acme/web' could not be read completely, 4 times in a row: it "
                + "has 450 entries, and the package 451 versions before and 451 after.",
            outcome.Info.Reason
        );
    }

    /// <summary>Whatever is pushed and deleted between any two requests: a version
    /// that was there all the time is in every list that is called whole.</summary>
    [Fact]
    public void A_list_that_is_called_whole_lacks_nothing_that_was_there_all_the_time() =>
        Gen.Select(Gen.Bool, Gen.Select(Gen.Int[1, 9], Gen.Int[0, 449], Gen.Bool).List[1, 6])
            .Sample((listsFirst, changes) => HoldsAsync(listsFirst, changes).GetAwaiter().GetResult(), iter: 40, threads: 1);

    private static async Task<bool> HoldsAsync(bool listsFirst, List<(int Request, int Place, bool Push)> changes)
    {
        await using var fake = await FakeGhcr.StartAsync(Images(50));
        var always = fake.With(state => state.Find("acme/web")!.Active.Select(v => v.Digest).ToHashSet(StringComparer.Ordinal));
        foreach (var ((request, place, push), i) in changes.Select((change, i) => (change, i)))
        {
            fake.Before("GET /api/v3/orgs/acme/packages/container/web", request, state =>
            {
                var package = state.Find("acme/web")!;
                if (push)
                {
                    package.PushManifest($"pushed {i}", DateTimeOffset.UtcNow);
                }
                else
                {
                    var victim = package.Active[place % package.Count];
                    package.Delete(victim);
                    always.Remove(victim.Digest);
                }
            });
        }

        var outcome = await new GhcrRun(fake) { Concurrency = 1, ListsFirst = listsFirst }.ReadAsync(guide: Nothing);
        return !outcome.Info.Complete || always.IsSubsetOf(outcome.Manifests.Keys);
    }

    [Theory]
    [InlineData(false, 0, 2)]
    [InlineData(true, 0, 1)]
    [InlineData(true, 1, 3)]
    public async Task What_the_list_of_packages_says_of_the_number_is_not_asked_for_again_unless_it_is_doubted(
        bool listsFirst,
        int pushed,
        int requests
    )
    {
        await using var fake = await FakeGhcr.StartAsync(Images(50));
        fake.Before(@"versions\?.*&page=1$", 1, state =>
        {
            for (var i = 0; i < pushed; i++)
            {
                state.Find("acme/web")!.PushManifest($"pushed {i}", First);
            }
        });

        var outcome = await new GhcrRun(fake) { ListsFirst = listsFirst }.ReadAsync(guide: Nothing);

        Assert.Null(outcome.Info.Reason);
        Assert.Equal(450 + pushed, outcome.Manifests.Count);
        Assert.Equal(requests, fake.Traffic.Requests.Count(r => r.Target.EndsWith("/packages/container/web", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task All_pages_behind_the_first_are_asked_for_at_once()
    {
        await using var fake = await FakeGhcr.StartAsync(Images(200) with { LatencyMilliseconds = 300 });

        await new GhcrRun(fake) { Concurrency = 10 }.ReadAsync(guide: Nothing);

        Assert.InRange(fake.Traffic.MaxInFlightOf(Side.Rest), 2, 10);
        Assert.InRange(fake.Traffic.MaxInFlight, 2, 10);
    }

    [Theory]
    [InlineData("page=2")]
    [InlineData("page=5")]
    public async Task A_page_that_was_cut_on_the_way_is_not_confirmed_by_the_ETag_of_the_whole_one(string page)
    {
        using var directory = new TemporaryDirectory();
        await using var fake = await FakeGhcr.StartAsync(Images(50));
        fake.Faults.Add(
            new Fault
            {
                Pattern = $@"versions\?.*&{page}$",
                Kind = FaultKind.ShortPage,
                KeepsETag = true,
            }
        );

        var first = await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync(guide: Nothing);
        var second = await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync(guide: Nothing);

        Assert.Null(first.Info.Reason);
        Assert.Null(second.Info.Reason);
        Assert.Equal(450, first.Manifests.Count);
        Assert.Equal(450, second.Manifests.Count);
    }

    [Fact]
    public async Task A_second_look_asks_only_for_what_changed()
    {
        await using var fake = await FakeGhcr.StartAsync(Images(50));
        fake.Faults.Add(new Fault { Pattern = @"versions\?.*&page=2$", Kind = FaultKind.ShortPage });

        await new GhcrRun(fake).ReadAsync(guide: Nothing);

        // All but the one that was short, and the last one.
        Assert.Equal(3, fake.Traffic.Requests.Count(r => r.ToString().StartsWith(Versions, StringComparison.Ordinal) && r.Status == 304));
    }

    private static Scenario Images(int count) =>
        GhcrRun.World(state => state.AddPackage("acme", "web").PushImages(count, First, TimeSpan.FromHours(1), i => $"v{i}"));
}
