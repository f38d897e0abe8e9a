using PolicyEngine.Fakes;
using Xunit;

namespace PolicyEngine.Registry.Tests.Ghcr;

/// <summary>A package of one page of versions: the page is one answer, and as many versions as the package states prove it whole.</summary>
public sealed class OnePageTests
{
    private const int VersionsOfImage = 9;
    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DroppingGuide Nothing = new(_ => false);

    [Theory]
    [InlineData(true, 1, 0, 1, 0)]
    [InlineData(false, 1, 0, 1, 1)]
    [InlineData(true, 11, 0, 1, 0)]
    [InlineData(true, 11, 1, 1, 0)]
    [InlineData(true, 11, 2, 2, 1)]
    [InlineData(true, 12, 0, 2, 1)]
    public async Task It_takes_one_request_and_is_not_asked_about_once_more(bool listsFirst, int images, int more, int pages, int packages)
    {
        await using var fake = await FakeGhcr.StartAsync(World(images, more));

        var outcome = await new GhcrRun(fake) { ListsFirst = listsFirst }.ReadAsync(guide: Nothing);

        Assert.Null(outcome.Info.Reason);
        Assert.Equal((images * VersionsOfImage) + more, outcome.Manifests.Count);
        Assert.Equal(
            (pages, packages),
            (
                fake.Traffic.Count("/versions?"),
                fake.Traffic.Requests.Count(r => r.Target.EndsWith("/packages/container/web", StringComparison.Ordinal))
            )
        );
    }

    [Fact]
    public async Task A_page_that_was_cut_on_the_way_is_asked_for_again()
    {
        await using var fake = await FakeGhcr.StartAsync(World(5));
        fake.Faults.Add(new Fault { Pattern = @"versions\?.*&page=1$", Kind = FaultKind.ShortPage });

        var outcome = await new GhcrRun(fake) { ListsFirst = true }.ReadAsync(guide: Nothing);

        Assert.Null(outcome.Info.Reason);
        Assert.Equal(5 * VersionsOfImage, outcome.Manifests.Count);

        // The page that lacks entries, a second one that might have them, and the first again.
        Assert.Equal(3, fake.Traffic.Count("/versions?"));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task What_is_pushed_or_deleted_before_the_page_is_in_it_or_not_and_hides_no_other(bool pushes, bool deletes)
    {
        await using var fake = await FakeGhcr.StartAsync(World(5));
        fake.Before(@"versions\?.*&page=1$", 1, state =>
        {
            var package = state.Find("acme/web")!;
            if (pushes)
            {
                package.PushManifest("pushed", First);
            }

            if (deletes)
            {
                package.Delete(package.Active[3]);
            }
        });

        var outcome = await new GhcrRun(fake) { ListsFirst = true }.ReadAsync(guide: Nothing);

        var active = fake.With(state =>
            state.Find("acme/web")!.Active.Select(version => version.Digest).Order(StringComparer.Ordinal).ToArray()
        );
        Assert.Null(outcome.Info.Reason);
        Assert.Equal(active, outcome.Manifests.Keys.Order(StringComparer.Ordinal));
    }

    private static Scenario World(int images, int more = 0) =>
        GhcrRun.World(state =>
        {
            var package = state.AddPackage("acme", "web");
            package.PushImages(images, First, TimeSpan.FromHours(1), i => $"v{i}");
            for (var i = 0; i < more; i++)
            {
                package.PushManifest($"more {i}", First, tags: $"more-{i}");
            }
        });
}
