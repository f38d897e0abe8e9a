using System.Text;
using PolicyEngine.Registry.Caching;
using PolicyEngine.Registry.Tests.Ghcr;
using PolicyEngine.Testing.Registries;
using Xunit;

namespace PolicyEngine.Registry.Tests.Caching;

public sealed class ManifestCacheTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void What_was_added_is_found_at_once_and_by_the_next_run()
    {
        using (var cache = Open())
        {
            cache.Add("sha256:a", "application/json", "one"u8);
            cache.Add("sha256:b", null, ""u8);
            Assert.Equal("one", Text(cache, "sha256:a"));
        }

        using var next = Open();
        Assert.Equal("one", Text(next, "sha256:a"));
        Assert.Equal("application/json", next.Find("sha256:a")!.Value.ContentType);
        Assert.Equal("", Text(next, "sha256:b"));
        Assert.Null(next.Find("sha256:b")!.Value.ContentType);
        Assert.Null(next.Find("sha256:c"));
    }

    [Fact]
    public void A_run_that_adds_nothing_writes_nothing()
    {
        Fill("a");
        var before = Files();

        using (var cache = Open())
        {
            cache.Find("sha256:a");
        }

        Assert.Equal(before, Files());
    }

    [Fact]
    public void Runs_at_the_same_time_lose_nothing_of_each_other()
    {
        var caches = Enumerable.Range(0, 8).Select(_ => Open()).ToArray();
        Parallel.For(0, 800, i => caches[i % 8].Add($"sha256:{i}", null, Encoding.ASCII.GetBytes($"body {i}")));
        foreach (var cache in caches)
        {
            cache.Dispose();
        }

        using var next = Open();
        Assert.All(Enumerable.Range(0, 800), i => Assert.Equal($"body {i}", Text(next, $"sha256:{i}")));
    }

    [Fact]
    public void Many_files_become_one_and_lose_nothing()
    {
        for (var i = 0; i < ManifestCache.MaxPacks + 1; i++)
        {
            Fill(i.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        Assert.Single(Files());
        using var next = Open();
        Assert.All(Enumerable.Range(0, ManifestCache.MaxPacks + 1), i => Assert.NotNull(next.Find($"sha256:{i}")));
    }

    [Fact]
    public void Beyond_the_bound_what_was_used_stays()
    {
        for (var i = 0; i < 10; i++)
        {
            using var cache = Open(1_000_000);
            cache.Add($"sha256:{i}", null, new byte[100]);
        }

        using (var cache = Open(800))
        {
            cache.Find("sha256:0");
            cache.Find("sha256:1");
        }

        using var next = Open();
        Assert.NotNull(next.Find("sha256:0"));
        Assert.NotNull(next.Find("sha256:1"));
        Assert.InRange(Enumerable.Range(0, 10).Count(i => next.Find($"sha256:{i}") is not null), 2, 6);
        Assert.InRange(Files().Sum(f => new FileInfo(f).Length), 1, 1200);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(30)]
    [InlineData(-1)]
    public void A_damaged_file_counts_as_empty(int length)
    {
        Fill("a");
        var file = Files().Single();
        var bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, bytes[..(length < 0 ? bytes.Length - 1 : length)]);

        using var cache = Open();

        Assert.Null(cache.Find("sha256:a"));
        Assert.Empty(Files());
    }

    [Fact]
    public void A_directory_that_cannot_be_used_is_an_empty_cache()
    {
        var file = Path.Combine(_directory.Path, "file");
        File.WriteAllText(file, "");
        var lines = new List<string>();

        using var cache = ManifestCache.Open(file, new ImpatientClock(), lines.Add);
        cache.Add("sha256:a", null, "one"u8);

        Assert.Null(cache.Find("sha256:a"));
        Assert.NotEmpty(lines);
    }

    private ManifestCache Open(long maxBytes = ManifestCache.DefaultMaxBytes) =>
        ManifestCache.Open(_directory.Path, new ImpatientClock(), null, maxBytes);

    private void Fill(string name)
    {
        using var cache = Open();
        cache.Add($"sha256:{name}", null, Encoding.ASCII.GetBytes($"body of {name}"));
    }

    private string[] Files() => [.. Directory.EnumerateFiles(_directory.Path).Order(StringComparer.Ordinal)];

    private static string Text(ManifestCache cache, string digest) => Encoding.UTF8.GetString(cache.Find(digest)!.Value.Body);
}
