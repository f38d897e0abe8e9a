using System.Text;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Tests.Ghcr;
using PolicyEngine.Testing.Registries;
using Xunit;

namespace PolicyEngine.Registry.Tests.Oci;

/// <summary>
/// How often configs are read. A registry of the distribution API tells no time of a push, so the config of an image is where its age
/// comes from, which every plan and report has; it is read once, never again with a cache, and never where it says nothing of an image.
/// </summary>
public sealed class ConfigReadsTests
{
    private static readonly TestManifest Part = TestManifest.Image("part");
    private static readonly TestManifest Release = TestManifest.Image("release");

    [Fact]
    public async Task Each_config_of_an_image_is_read_once_and_none_of_an_artifact()
    {
        await using var registry = await StartAsync();

        var reading = await Reading.OfAsync(registry.Server, "web", new TestOptions());

        Assert.Null(reading.Info.Reason);
        Assert.Equal([ConfigOf(Part), ConfigOf(Release)], Blobs(registry, 0));
        Assert.All(Images(reading), record => Assert.NotNull(record.CreatedAt));
        Assert.Equal(3, Images(reading).Count());
    }

    [Fact]
    public async Task The_configs_of_a_repository_that_the_cache_has_are_not_asked_for()
    {
        await using var registry = await StartAsync();
        using var cache = new TemporaryDirectory();
        var options = new TestOptions().Options with { CacheDirectory = cache.Path };
        var cold = await Reading.OfAsync(TestOptions.Target(registry.Server), "web", options);
        var before = registry.Server.Received.Count;
        registry.Has(TestManifest.Image("new"), "v9");

        var warm = await Reading.OfAsync(TestOptions.Target(registry.Server), "web", options);

        Assert.Equal([ConfigOf(TestManifest.Image("new"))], Blobs(registry, before));
        Assert.Equal(Images(cold).Count() + 1, Images(warm).Count());
        Assert.All(Images(warm), record => Assert.NotNull(record.CreatedAt));
    }

    /// <summary>Two images of one config, one of them twice tagged; an index; a signature.</summary>
    private static async Task<ActingRegistry> StartAsync()
    {
        var text = Encoding.UTF8.GetString(Release.Body).Replace("\"layers\":[", "\"layers\":[ ", StringComparison.Ordinal);
        return (await ActingRegistry.StartAsync(RegistryWay.Of("distribution")))
            .Has(Part)
            .Has(Release, "v1", "latest")
            .Has(new TestManifest(Release.MediaType, Encoding.UTF8.GetBytes(text), Release.Blobs), "v1-again")
            .Has(TestManifest.Index(Part, Release), "multi")
            .Has(TestManifest.Artifact(Release), "signature");
    }

    private static string ConfigOf(TestManifest image) => TestManifest.DigestOf(image.Blobs[0]);

    private static IEnumerable<ManifestRecord> Images(Reading reading) =>
        reading.Manifests.Records.Where(record => MediaTypes.IsImageConfig(record.Config?.MediaType));

    private static IEnumerable<string> Blobs(ActingRegistry registry, int from) =>
        registry
            .Server.Received.Skip(from)
            .Select(request => request.Line)
            .Where(line => line.StartsWith("GET /v2/web/blobs/", StringComparison.Ordinal))
            .Select(line => line["GET /v2/web/blobs/".Length..])
            .OrderBy(digest => digest == ConfigOf(Part) ? 0 : 1);
}
