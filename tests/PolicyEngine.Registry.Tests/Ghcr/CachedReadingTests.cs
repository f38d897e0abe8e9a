using PolicyEngine.Fakes;
using Xunit;

namespace PolicyEngine.Registry.Tests.Ghcr;

public sealed class CachedReadingTests
{
    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_cached_body_that_was_tampered_with_is_fetched_again()
    {
        using var directory = new TemporaryDirectory();
        await using var fake = await FakeGhcr.StartAsync(GhcrRun.World(state =>
            state.AddPackage("acme", "web").PushImage("app", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), tags: "v1")));
        var expected = await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync();
        var file = Directory.EnumerateFiles(directory.Path).Single();
        var bytes = await File.ReadAllBytesAsync(file);
        bytes.AsSpan().Replace((byte)'7', (byte)'8');
        await File.WriteAllBytesAsync(file, bytes);
        fake.Traffic.Clear();

        var outcome = await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync();

        Assert.True(outcome.Info.Complete, outcome.Info.Reason);
        Assert.Equal(expected.Manifests.Keys.Order(StringComparer.Ordinal), outcome.Manifests.Keys.Order(StringComparer.Ordinal));
        Assert.InRange(fake.Traffic.Count("/manifests/"), 1, 10);
    }

    [Fact]
    public async Task What_GitHub_said_in_an_earlier_run_is_confirmed_at_no_cost()
    {
        using var directory = new TemporaryDirectory();
        await using var fake = await FakeGhcr.StartAsync(Images());
        var first = await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync();
        fake.Traffic.Clear();

        var second = await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync();

        Assert.Equal(Listed(first), Listed(second));
        Assert.Equal("200 200 304 304 304 200", string.Join(' ', fake.Traffic.Requests.Where(r => r.Side == Side.Rest).Select(r => r.Status)));
    }

    [Fact]
    public async Task What_changed_since_an_earlier_run_is_seen()
    {
        using var directory = new TemporaryDirectory();
        await using var fake = await FakeGhcr.StartAsync(Images());
        var first = await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync();
        var pushed = fake.With(state =>
        {
            var package = state.Find("acme/web")!;
            package.Delete(package.Active[3]);
            package.Tag("v0", package.Active[5]);
            return package.PushManifest("new", First.AddYears(-1), tags: "v51").Digest;
        });

        var second = await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync();
        var third = await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync();
        var fresh = await new GhcrRun(fake).ReadAsync();

        Assert.NotEqual(Listed(first), Listed(second));
        Assert.Equal(Listed(fresh), Listed(second));
        Assert.Equal(Listed(fresh), Listed(third));
        Assert.Contains(pushed, second.Manifests.Keys);
    }

    [Fact]
    public async Task An_answer_in_the_cache_counts_only_with_the_token_that_it_was_given_to()
    {
        using var directory = new TemporaryDirectory();
        await using var fake = await FakeGhcr.StartAsync(Images());
        await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync();
        fake.Traffic.Clear();

        var run = new GhcrRun(fake) { CacheDirectory = directory.Path };
        run.Environment["POLICYENGINE_TOKEN"] = "another";
        var outcome = await run.ReadAsync();

        Assert.True(outcome.Info.Complete, outcome.Info.Reason);
        Assert.DoesNotContain(fake.Traffic.Requests, r => r.Status == 304);
    }

    [Fact]
    public async Task An_answer_in_the_cache_that_was_tampered_with_is_not_asked_about()
    {
        using var directory = new TemporaryDirectory();
        await using var fake = await FakeGhcr.StartAsync(Images());
        var expected = await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync();
        var file = Directory.EnumerateFiles(directory.Path).Single();
        var bytes = await File.ReadAllBytesAsync(file);

        // The bytes of gzip are any; those of names, types and lengths are not.
        bytes.AsSpan().Replace((byte)0xED, (byte)0xEE);
        await File.WriteAllBytesAsync(file, bytes);
        fake.Traffic.Clear();

        var outcome = await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync();

        Assert.Equal(Listed(expected), Listed(outcome));
        Assert.Contains(fake.Traffic.Requests, r => r.Side == Side.Rest && r.Status == 200);
    }

    private static string Listed(GhcrRun.Outcome outcome) =>
        string.Join('\n', outcome.Manifests.Values.OrderBy(m => m.VersionId).Select(m => $"{m.VersionId} {m.Digest} {string.Join(' ', m.Tags)} {m.PushedAt:O}"));

    private static Scenario Images() => GhcrRun.World(
        state => state.AddPackage("acme", "web").PushImages(30, First, TimeSpan.FromHours(1), i => $"v{i}"),
        new Scenario { Tokens = [new FakeToken { Value = "another", Login = "octocat" }] });
}
