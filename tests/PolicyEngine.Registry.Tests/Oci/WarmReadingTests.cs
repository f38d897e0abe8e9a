using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Tests.Ghcr;
using PolicyEngine.Testing.Registries;
using Xunit;

namespace PolicyEngine.Registry.Tests.Oci;

/// <summary>What the cache has is asked for and not read, on every registry; what it does not have costs hardly a request more.</summary>
public sealed class WarmReadingTests(DockerRegistryFixture docker) : IClassFixture<DockerRegistryFixture>
{
    private const int Tags = 60;
    private const int Sample = 8;

    [Fact]
    public async Task A_repository_that_the_cache_has_is_asked_for()
    {
        await using var registry = await StartAsync();
        await CheckAsync(
            TestOptions.Target(registry.Server),
            "web",
            () => [.. registry.Server.Received.Select(request => request.Line)],
            () =>
            {
                registry.Has(TestManifest.Image("fresh"), "fresh");
                return Task.CompletedTask;
            }
        );
    }

    [SkippableFact]
    public async Task A_real_repository_that_the_cache_has_is_asked_for()
    {
        docker.Require();
        for (var image = 0; image < Tags; image++)
        {
            await docker.PushAsync("warm", TestManifest.Image($"{image}"), $"v{image}");
        }

        var part = TestManifest.Image("part");
        await docker.PushAsync("warm", part);
        await docker.PushAsync("warm", TestManifest.Index(part), "multi");
        await using var counter = await MutationProxy.StartAsync(docker.Url);
        await CheckAsync(
            TestOptions.Target(counter.Url),
            "warm",
            () => [.. counter.Received],
            () => docker.PushAsync("warm", TestManifest.Image("fresh"), "fresh")
        );
    }

    [Fact]
    public async Task A_manifest_that_is_gone_is_missing_whatever_the_cache_has()
    {
        await using var registry = await StartAsync();
        using var cache = new TemporaryDirectory();
        var options = new TestOptions().Options with { CacheDirectory = cache.Path };
        var before = await Reading.OfAsync(TestOptions.Target(registry.Server), "web", options);
        registry.Fault = line =>
            line.EndsWith(TestManifest.Image("part").Digest, StringComparison.Ordinal)
            || line.EndsWith("/manifests/v3", StringComparison.Ordinal)
                ? Answer.Error(404, "MANIFEST_UNKNOWN")
                : null;
        var after = await Reading.OfAsync(TestOptions.Target(registry.Server), "web", options);
        Assert.Null(after.Info.Reason);
        Assert.Equal(before.Manifests.Records.Count - 2, after.Manifests.Records.Count);
        Assert.Equal(["v3"], after.Info.DanglingTags.AsEnumerable());
    }

    [Fact]
    public async Task A_registry_that_does_not_tell_digests_is_read_with_few_requests_more()
    {
        await using var registry = await StartAsync();
        using var cache = new TemporaryDirectory();
        var options = new TestOptions().Options with { CacheDirectory = cache.Path };
        var before = await Reading.OfAsync(TestOptions.Target(registry.Server), "web", options);
        var cold = registry.Server.Received.Count;
        registry.Fault = line => line.StartsWith("HEAD ", StringComparison.Ordinal) ? new Answer { Status = 405 } : null;
        var after = await Reading.OfAsync(TestOptions.Target(registry.Server), "web", options);
        Assert.Equal(before.Manifests.ToString(), after.Manifests.ToString());

        // The tags that show it, the one child twice, two lists, and a question about referrers.
        Assert.InRange(registry.Server.Received.Count - cold, 0, Tags + 1 + Sample + 2 + 3);
    }

    private static async Task CheckAsync(RegistryTarget target, string repository, Func<IReadOnlyList<string>> requests, Func<Task> push)
    {
        using var cache = new TemporaryDirectory();
        using var other = new TemporaryDirectory();
        var options = new TestOptions().Options with { CacheDirectory = cache.Path };
        var cold = await OfAsync(options);
        Assert.Equal((0, Tags + 2), (Heads(cold.Lines), Reads(cold.Lines)));

        var warm = await OfAsync(options);
        Assert.Equal(cold.Reading.Manifests.ToString(), warm.Reading.Manifests.ToString());
        Assert.Equal((Tags + 2, 0), (Heads(warm.Lines), Reads(warm.Lines)));
        Assert.DoesNotContain(warm.Lines, line => line.Contains("/blobs/", StringComparison.Ordinal));

        await push();
        var changed = await OfAsync(options);
        Assert.Equal((Tags + 3, 1), (Heads(changed.Lines), Reads(changed.Lines)));
        Assert.Equal(Tags + 3, changed.Reading.Manifests.Records.Count);

        // A cache of something else.
        await using var elsewhere = (await ActingRegistry.StartAsync(RegistryWay.Of("distribution"))).Has(
            TestManifest.Image("elsewhere"),
            "v1"
        );
        var strange = new TestOptions().Options with { CacheDirectory = other.Path };
        await Reading.OfAsync(TestOptions.Target(elsewhere.Server), "web", strange);
        var first = await OfAsync(strange);
        Assert.InRange(Heads(first.Lines), 0, Sample);
        Assert.Equal(Tags + 3, Reads(first.Lines));

        async Task<(Reading Reading, List<string> Lines)> OfAsync(RegistryOptions with)
        {
            var before = requests().Count;
            var reading = await Reading.OfAsync(target, repository, with);
            Assert.Null(reading.Info.Reason);
            return (reading, [.. requests().Skip(before)]);
        }
    }

    private static int Heads(IEnumerable<string> lines) => lines.Count(line => line.StartsWith("HEAD ", StringComparison.Ordinal));

    private static int Reads(IEnumerable<string> lines) =>
        lines.Count(line => line.StartsWith("GET ", StringComparison.Ordinal) && line.Contains("/manifests/", StringComparison.Ordinal));

    private static async Task<ActingRegistry> StartAsync()
    {
        var registry = await ActingRegistry.StartAsync(RegistryWay.Of("distribution"));
        for (var image = 0; image < Tags; image++)
        {
            registry.Has(TestManifest.Image($"{image}"), $"v{image}");
        }

        return registry.Has(TestManifest.Image("part")).Has(TestManifest.Index(TestManifest.Image("part")), "multi");
    }
}
