using PolicyEngine.Fakes;
using Xunit;

namespace PolicyEngine.Registry.Tests.Ghcr;

public sealed class LazyResolutionTests
{
    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_cold_plan_of_5000_versions_reads_the_indexes_and_what_goes_and_nothing_else()
    {
        await using var fake = await FakeGhcr.StartAsync(Images(556, i => $"pr-{i}"));

        var outcome = await new GhcrRun(fake).ReadAsync(guide: new DroppingGuide(m => m.Tags.Any(t => t is "pr-0" or "pr-7")));

        Assert.Null(outcome.Info.Reason);
        Assert.Equal(556 * 9, outcome.Manifests.Count);
        Assert.Equal(556 + 16, outcome.Manifests.Values.Count(m => !m.Unread));
        Assert.Equal(556 + 16, fake.Traffic.Count("GET /v2/acme/web/manifests/") - 1);
        Assert.InRange(fake.Traffic.Total, 556, 700);
    }

    [Fact]
    public async Task Untagged_images_are_found_without_reading_their_entries()
    {
        await using var fake = await FakeGhcr.StartAsync(Images(556, i => i % 2 == 0 ? $"pr-{i}" : null));

        var outcome = await new GhcrRun(fake).ReadAsync(guide: new DroppingGuide(_ => false));

        Assert.Null(outcome.Info.Reason);
        Assert.InRange(outcome.Manifests.Values.Count(m => !m.Unread), 556, 580);
    }

    [Fact]
    public async Task A_warm_plan_asks_for_what_is_new()
    {
        using var directory = new TemporaryDirectory();
        await using var fake = await FakeGhcr.StartAsync(Images(556, i => $"pr-{i}"));
        var guide = new DroppingGuide(m => m.Tags.Contains("pr-0"));
        await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync(guide: guide);
        fake.With(state =>
        {
            state.Find("acme/web")!.PushImages(6, First.AddYears(1), TimeSpan.FromHours(1), i => $"new-{i}", attestations: false);
            return 0;
        });
        fake.Traffic.Clear();

        var outcome = await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync(guide: guide);

        Assert.Null(outcome.Info.Reason);
        Assert.Equal(6, fake.Traffic.Requests.Count(r => r.Target.Contains("/manifests/", StringComparison.Ordinal) && r.Status == 200));
        Assert.InRange(fake.Traffic.Total, 50, 80);
    }

    [Fact]
    public async Task What_may_hide_an_index_is_read_although_an_index_lists_it()
    {
        await using var fake = await FakeGhcr.StartAsync(
            GhcrRun.World(state =>
            {
                var package = state.AddPackage("acme", "web");
                var leaf = package.PushManifest("leaf", First);
                var inner = package.PushIndex([leaf], First);
                package.PushIndex([inner], First, "outer");
            })
        );

        var outcome = await new GhcrRun(fake).ReadAsync(guide: new DroppingGuide(_ => false));

        Assert.Equal(1, outcome.Manifests.Values.Count(m => m.Unread));
        Assert.Equal(2, outcome.Manifests.Values.Count(m => m.Manifests is not null));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("""{"architecture":"amd64","os":"linux"}""")]
    public async Task An_index_that_is_listed_as_an_image_is_read_before_an_untagged_image_goes(string? platform)
    {
        string leaf = "";
        await using var fake = await FakeGhcr.StartAsync(
            GhcrRun.World(state =>
            {
                var package = state.AddPackage("acme", "web");
                var version = package.PushManifest("leaf", First);
                leaf = version.Digest;
                package.PushIndexOfImages([package.PushIndex([version], First)], First, platform, "outer");
            })
        );
        var guide = new DroppingGuide(m => m.Tags.IsEmpty);

        var outcome = await new GhcrRun(fake).ReadAsync(guide: guide);

        Assert.Null(outcome.Info.Reason);
        Assert.Equal(3, outcome.Manifests.Values.Count(m => !m.Unread));
        Assert.DoesNotContain(leaf, await guide.NextAsync(outcome.Info, [.. outcome.Manifests.Values], CancellationToken.None));
    }

    [Fact]
    public async Task A_referrer_that_no_index_lists_is_read_so_that_its_subject_is_known()
    {
        await using var fake = await FakeGhcr.StartAsync(
            GhcrRun.World(
                state =>
                {
                    var package = state.AddPackage("acme", "web");
                    var image = package.PushImage("app", First, tags: "v1");
                    package.PushManifest("signature", First, subject: image, artifactType: "application/vnd.example.signature");
                },
                new Scenario { ReferrersRedirect = "https://example.invalid/trap" }
            )
        );

        var outcome = await new GhcrRun(fake).ReadAsync(guide: new DroppingGuide(_ => false));

        Assert.Null(outcome.Info.Reason);
        Assert.Equal(1, outcome.Manifests.Values.Count(m => m.Subject is not null));
        Assert.Equal(0, fake.Traffic.Count("referrers"));
    }

    [Fact]
    public async Task Configs_are_read_where_the_policy_needs_them()
    {
        await using var fake = await FakeGhcr.StartAsync(
            GhcrRun.World(state => state.AddPackage("acme", "web").PushManifest("app", First, tags: "v1"))
        );

        var outcome = await new GhcrRun(fake).ReadAsync(guide: new DroppingGuide(_ => false, needsConfigs: true));

        var image = Assert.Single(outcome.Manifests.Values);
        Assert.Equal("app", image.Config!.Labels["name"]);
        Assert.Equal("linux/amd64", image.Platform);
        Assert.Equal(First, image.CreatedAt);
    }

    private static Scenario Images(int count, Func<int, string?> tag) =>
        GhcrRun.World(state => state.AddPackage("acme", "web").PushImages(count, First, TimeSpan.FromHours(6), tag));
}
