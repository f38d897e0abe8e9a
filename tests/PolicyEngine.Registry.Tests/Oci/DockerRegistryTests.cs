using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Providers;
using PolicyEngine.Testing.Registries;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyEngine.Registry.Tests.Oci;

public sealed class DockerRegistryTests(DockerRegistryFixture registry) : IClassFixture<DockerRegistryFixture>
{
    private RegistryTarget Target =>
        new()
        {
            Provider = "oci",
            Registry = registry.Host,
            Url = registry.Url,
        };

    [SkippableFact]
    public async Task A_repository_is_read_with_its_platforms_signatures_and_times()
    {
        registry.Require();
        var amd64 = TestManifest.Image("web", "2026-01-02T00:00:00Z");
        var arm64 = TestManifest.Image("web", "2026-01-03T00:00:00Z", "arm64");
        var index = TestManifest.Index(amd64, arm64);
        var signature = TestManifest.Artifact(index);
        foreach (var manifest in new[] { amd64, arm64, index, signature })
        {
            await registry.PushAsync("acme/web", manifest);
        }

        await registry.PushAsync("acme/web", index, "v1", "latest");
        await registry.PushAsync("acme/web", TestManifest.Index(signature), index.Digest.Replace(':', '-'));
        await registry.PushAsync("acme/web", TestManifest.Image("pr", "2026-02-01T00:00:00Z"), "pr-7");

        var reading = await Reading.OfAsync(Target, "acme/web", new TestOptions().Options);

        Assert.True(reading.Info.Complete, reading.Info.Reason);
        Assert.True(reading.Info.UntaggedHidden);
        Snapshot.Match(reading.Manifests.ToString());
    }

    [SkippableFact]
    public async Task A_child_that_was_deleted_is_missing_and_the_repository_is_complete()
    {
        registry.Require();
        var (amd64, arm64) = (TestManifest.Image("partial"), TestManifest.Image("partial", architecture: "arm64"));
        var index = TestManifest.Index(amd64, arm64);
        await registry.PushAsync("acme/partial", amd64);
        await registry.PushAsync("acme/partial", arm64);
        await registry.PushAsync("acme/partial", index, "v1");
        await registry.DeleteAsync("acme/partial", arm64.Digest);

        var reading = await Reading.OfAsync(Target, "acme/partial", new TestOptions().Options);

        Assert.True(reading.Info.Complete, reading.Info.Reason);
        Assert.Equal(
            new[] { amd64.Digest, index.Digest }.Order(StringComparer.Ordinal),
            reading.Manifests.Records.Select(record => record.Digest)
        );
    }

    [SkippableFact]
    public async Task Repositories_are_listed_over_several_pages()
    {
        registry.Require();
        var names = Enumerable.Range(0, 120).Select(i => $"many/r{i:000}").ToList();
        var image = TestManifest.Image("many");
        foreach (var name in names)
        {
            await registry.PushAsync(name, image, "v1");
        }

        await using var client = ProviderCatalog.Find("oci")!.Open(Target, new TestOptions().Options);
        var listed = await client.ListRepositoriesAsync(CancellationToken.None);

        Assert.Equal(names, listed.Where(name => name.StartsWith("many/", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task What_skopeo_pushes_is_read()
    {
        registry.Require("skopeo");
        await registry.PushAsync("acme/source", TestManifest.Image("skopeo"), "v1");
        await RealTool.RunAsync(
            "skopeo",
            "--insecure-policy",
            "copy",
            "--src-tls-verify=false",
            "--dest-tls-verify=false",
            "--format",
            "v2s2",
            $"docker://{registry.Host}/acme/source:v1",
            $"docker://{registry.Host}/acme/docker:v1"
        );

        var reading = await Reading.OfAsync(Target, "acme/docker", new TestOptions().Options);

        var image = Assert.Single(reading.Manifests.Records);
        Assert.Equal("application/vnd.docker.distribution.manifest.v2+json", image.MediaType);
        Assert.Equal(("linux/amd64", 2026, "skopeo"), (image.Platform, image.CreatedAt?.Year, image.Config?.Labels["content"]));
    }

    [SkippableFact]
    public async Task A_repository_that_does_not_exist_is_incomplete()
    {
        registry.Require();

        var reading = await Reading.OfAsync(Target, "acme/nothing", new TestOptions().Options);

        Assert.False(reading.Info.Complete);
        Assert.Equal(
            $"Could not list http://{registry.Host}/v2/acme/nothing/tags/list on "
                + $"'{registry.Host}' (404, NAME_UNKNOWN: repository name not known to registry).",
            reading.Info.Reason
        );
    }
}
