using PolicyEngine.Fakes;
using Xunit;

namespace PolicyEngine.Registry.Tests.Ghcr;

public sealed class CachedReadingTests
{
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
}
