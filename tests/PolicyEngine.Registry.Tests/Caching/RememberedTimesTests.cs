using PolicyEngine.Registry.Tests.Ghcr;
using Xunit;

namespace PolicyEngine.Registry.Tests.Caching;

public sealed class RememberedTimesTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_time_to_come_is_unknown_so_that_its_repository_is_served_first_and_not_last()
    {
        var options = new TestOptions().Options with { CacheDirectory = _folder.Path };
        File.WriteAllText(
            Path.Combine(_folder.Path, "served.json"),
            """{"formatVersion":1,"times":{"a":"2026-05-31T00:00:00Z","b":"2026-06-01T00:00:01Z","c":"9999-12-31T23:59:59Z","d":"2026-06-01T00:00:00Z","e":"2026-06-01T01:00:00+02:00"}}"""
        );
        var times = options.OpenServed();
        Assert.Equal(["b", "c"], ((string[])["a", "b", "c", "d", "e"]).Where(name => times.Of(name) == default));

        times.Note("a", options.Clock.GetUtcNow());
        times.Save();
        Assert.DoesNotContain("9999", File.ReadAllText(Path.Combine(_folder.Path, "served.json")), StringComparison.Ordinal);
        Assert.Equal(options.Clock.GetUtcNow(), options.OpenServed().Of("a"));
    }
}
