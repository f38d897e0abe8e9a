using PolicyEngine.Fakes;
using PolicyEngine.Testing.Registries;
using Xunit;

namespace PolicyEngine.Registry.Tests.Ghcr;

/// <summary>Lists for which an hour of a token has no room.</summary>
public sealed class LongListTests
{
    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DroppingGuide Nothing = new(_ => false);

    [Fact]
    public async Task It_is_read_over_nights_by_the_same_token_and_the_pages_of_earlier_nights_are_free()
    {
        using var cache = new TemporaryDirectory();
        var clock = NewClock();
        await using var fake = await FakeGhcr.StartAsync(World(), clock: clock);
        var reasons = new List<string?>();
        for (var night = 0; night < 4; night++)
        {
            var outcome = await new GhcrRun(fake)
            {
                Clock = clock,
                CacheDirectory = cache.Path,
                Concurrency = 4,
            }.ReadAsync(guide: Nothing);
            reasons.Add(outcome.Info.Reason);
            Assert.Equal(outcome.Info.Complete ? 3000 : 0, outcome.Manifests.Count);
            clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.Matches(
            "^Listing 'acme/web' needs 30 requests, more than this token has in an hour, and GitHub's API allows [0-9] "
                + "more until 2026-06-01 01:00 UTC. 1[0-9] of 30 pages were read and are kept in the cache: ",
            reasons[0]
        );
        Assert.Equal([null, null, null], reasons[1..]);
        Assert.DoesNotContain(clock.Waits, wait => wait > TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Without_a_cache_nothing_is_begun_that_would_be_lost()
    {
        var clock = NewClock();
        await using var fake = await FakeGhcr.StartAsync(World(), clock: clock);

        var outcome = await new GhcrRun(fake) { Clock = clock }.ReadAsync(guide: Nothing);

        Assert.StartsWith(
            "Listing the 3000 versions of 'acme/web' needs 30 more requests, and GitHub's API "
                + "allows this token 17 until 2026-06-01 01:00 UTC. Nothing was read.",
            outcome.Info.Reason,
            StringComparison.Ordinal
        );
        Assert.Equal(3, fake.Traffic.Total);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_read_in_one_run_that_may_wait(bool listsFirst)
    {
        var clock = NewClock();
        await using var fake = await FakeGhcr.StartAsync(World(), clock: clock);
        var run = new GhcrRun(fake)
        {
            Clock = clock,
            Wait = TimeSpan.FromHours(3),
            Concurrency = 4,
            ListsFirst = listsFirst,
        };

        var outcome = await run.ReadAsync(guide: Nothing);

        Assert.Null(outcome.Info.Reason);
        Assert.Equal(3000, outcome.Manifests.Count);
        Assert.Contains(clock.Waits, wait => wait > TimeSpan.FromMinutes(50));
        Assert.Equal(fake.ApiUrl.Authority, Assert.Single(run.Waits.Distinct()));
    }

    [Fact]
    public async Task A_wait_that_is_too_short_is_not_begun()
    {
        var clock = NewClock();
        await using var fake = await FakeGhcr.StartAsync(World(), clock: clock);

        var outcome = await new GhcrRun(fake)
        {
            Clock = clock,
            Wait = TimeSpan.FromMinutes(30),
            Concurrency = 4,
        }.ReadAsync(guide: Nothing);

        Assert.Contains(" pages were read, and are lost without a cache. ", outcome.Info.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(clock.Waits, wait => wait > TimeSpan.FromMinutes(10));
    }

    /// <summary>The number stays the same, and so do all pages but the newest.</summary>
    [Fact]
    public async Task A_newest_page_that_changed_between_the_hours_is_not_believed()
    {
        var clock = NewClock();
        await using var fake = await FakeGhcr.StartAsync(World(), clock: clock);
        fake.Before(@"versions\?.*&page=25$", 1, state =>
        {
            var package = state.Find("acme/web")!;
            package.Tag("moved", package.Active[0]);
        });

        var outcome = await new GhcrRun(fake)
        {
            Clock = clock,
            Wait = TimeSpan.FromHours(9),
            Concurrency = 1,
        }.ReadAsync(guide: Nothing);

        Assert.Null(outcome.Info.Reason);
        Assert.Contains("moved", outcome.Manifests.Values.SelectMany(m => m.Tags));
    }

    [Fact]
    public async Task A_reset_that_is_near_is_waited_for_before_a_package_is_begun_with()
    {
        var clock = NewClock();
        await using var fake = await FakeGhcr.StartAsync(
            GhcrRun.World(
                state => state.AddPackage("acme", "web").PushImages(50, First, TimeSpan.FromHours(1), i => $"v{i}"),
                new Fakes.Scenario { PrimaryLimit = 12 }
            ),
            clock: clock
        );
        await new GhcrRun(fake) { Clock = clock }.ReadAsync(guide: Nothing);
        clock.Advance(TimeSpan.FromMinutes(57));

        var outcome = await new GhcrRun(fake) { Clock = clock }.ReadAsync(guide: Nothing);

        Assert.Null(outcome.Info.Reason);
        Assert.Contains(clock.Waits, wait => wait > TimeSpan.FromMinutes(2) && wait < TimeSpan.FromMinutes(4));
    }

    private static ImpatientClock NewClock() => new(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromHours(2));

    private static Fakes.Scenario World() =>
        GhcrRun.World(
            state =>
            {
                var package = state.AddPackage("acme", "web");
                for (var i = 0; i < 3000; i++)
                {
                    package.PushManifest($"m{i}", First.AddMinutes(i));
                }
            },
            new Fakes.Scenario { PrimaryLimit = 20 }
        );
}
