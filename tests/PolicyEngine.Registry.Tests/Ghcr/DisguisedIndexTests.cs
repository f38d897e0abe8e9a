using PolicyEngine.Fakes;
using Xunit;

namespace PolicyEngine.Registry.Tests.Ghcr;

/// <summary>Indexes that another index lists with the media type of an image: what
/// they list is needed, and must not go with an image that shares it.</summary>
public sealed class DisguisedIndexTests
{
    private const string Amd64 = """{"architecture":"amd64","os":"linux"}""";
    private const string NoPlatform = """{"architecture":"unknown","os":"unknown"}""";
    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, true, false)]
    [InlineData(Amd64, true, false)]
    [InlineData(NoPlatform, true, false)]
    [InlineData(null, false, false)]
    [InlineData(Amd64, false, false)]
    [InlineData(Amd64, false, true)]
    [InlineData(Amd64, true, true)]
    public async Task It_is_read_before_an_image_goes_that_shares_a_child(string? platform, bool asChild, bool nested)
    {
        var leaf = "";
        await using var fake = await FakeGhcr.StartAsync(
            GhcrRun.World(state =>
            {
                var package = state.AddPackage("acme", "web");
                var shared = package.PushManifest("leaf", First, tags: asChild ? [] : ["pr-1"]);
                leaf = shared.Digest;
                var disguised = package.PushIndex([shared], First);
                if (nested)
                {
                    disguised = package.PushIndexOfImages([disguised], First, platform);
                }

                package.PushIndexOfImages([disguised], First, platform, "v1");
                if (asChild)
                {
                    package.PushIndex([shared, package.PushManifest("other", First)], First, "pr-1");
                }
            })
        );
        var guide = new DroppingGuide(m => m.Tags.Contains("pr-1"));

        var outcome = await new GhcrRun(fake).ReadAsync(guide: guide);

        Assert.Null(outcome.Info.Reason);
        Assert.DoesNotContain(leaf, await guide.NextAsync(outcome.Info, [.. outcome.Manifests.Values], CancellationToken.None));
    }

    [Fact]
    public async Task Where_nothing_goes_no_part_is_read()
    {
        await using var fake = await FakeGhcr.StartAsync(
            GhcrRun.World(state => state.AddPackage("acme", "web").PushImage("app", First, tags: "v1"))
        );

        var outcome = await new GhcrRun(fake).ReadAsync(guide: new DroppingGuide(_ => false));

        Assert.Equal(1, outcome.Manifests.Values.Count(m => !m.Unread));
    }

    [Fact]
    public async Task What_the_cache_has_of_a_large_package_is_looked_at()
    {
        using var directory = new TemporaryDirectory();
        var leaf = "";
        await using var fake = await FakeGhcr.StartAsync(
            GhcrRun.World(state =>
            {
                var package = state.AddPackage("acme", "web");
                package.PushImages(160, First, TimeSpan.FromHours(6), i => $"v{i}");
                var shared = package.PushManifest("leaf", First);
                leaf = shared.Digest;
                package.PushIndexOfImages([package.PushIndex([shared], First)], First, Amd64, "disguised");
                package.PushIndex([shared], First, "pr-1");
            })
        );
        await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync();
        var guide = new DroppingGuide(m => m.Tags.Contains("pr-1"));

        var outcome = await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync(guide: guide);

        Assert.DoesNotContain(leaf, await guide.NextAsync(outcome.Info, [.. outcome.Manifests.Values], CancellationToken.None));
    }
}
