using PolicyEngine.Fakes;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Providers;
using PolicyEngine.Registry.Tests.Ghcr;
using PolicyEngine.Testing.Layouts;
using PolicyEngine.Testing.Registries;
using Xunit;

namespace PolicyEngine.Registry.Tests.Oci;

/// <summary>The provenance of images is read where it is asked for, and only there.</summary>
public sealed class ProvenanceReadingTests(DockerRegistryFixture registry) : IClassFixture<DockerRegistryFixture>
{
    private static readonly string s_base = "sha256:" + new string('a', 64);
    private static readonly WholeRepositoryGuide s_asking = new(needsConfigs: false, needsProvenance: true);
    private static readonly WholeRepositoryGuide s_notAsking = new(needsConfigs: false);

    [SkippableFact]
    public async Task A_registry_gives_what_an_image_was_built_of()
    {
        registry.Require();
        var layout = new LayoutWriter();
        var attestation = AddTo(layout);
        using var http = new HttpClient();
        await new LayoutPusher(http, registry.Url).PushAsync(layout, "acme/built");
        await using var client = ProviderCatalog.Find("oci")!.Open(TestOptions.Target(registry.Url), new TestOptions().Options);

        var (asked, plain) = (new ManifestList(), new ManifestList());
        await client.ReadRepositoryAsync("acme/built", asked, s_asking, CancellationToken.None);
        await client.ReadRepositoryAsync("acme/built", plain, s_notAsking, CancellationToken.None);

        Assert.Equal(s_base, Assert.Single(asked[attestation].Materials));
        Assert.Single(asked.Records.SelectMany(record => record.Materials));
        Assert.Empty(plain.Records.SelectMany(record => record.Materials));
    }

    [Fact]
    public async Task A_package_gives_what_an_image_was_built_of()
    {
        var layout = new LayoutWriter();
        var attestation = AddTo(layout);
        await using var fake = await FakeGhcr.StartAsync(GhcrRun.World(state => state.AddPackage("acme", "web").Push(layout)));

        var asked = await new GhcrRun(fake).ReadAsync(guide: s_asking);
        var plain = await new GhcrRun(fake).ReadAsync(guide: s_notAsking);

        Assert.Equal(s_base, Assert.Single(asked.Manifests[attestation].Materials));
        Assert.Empty(plain.Manifests.Values.SelectMany(record => record.Materials));
        Assert.True(plain.Info.Complete);
    }

    /// <summary>Adds an image with provenance; the digest of the manifest that carries it.</summary>
    private static string AddTo(LayoutWriter layout)
    {
        var image = layout.Image("linux/amd64", null, "app");
        var statement =
            $$$"""{"predicate":{"materials":[{"uri":"pkg:docker/base@1","digest":{"sha256":"{{{s_base["sha256:".Length..]}}}"}}]}}""";
        var attestation = layout.Attestation(image, statement, asArtifact: false);
        layout.Tag(layout.Index([image, attestation]), "v1");
        return attestation.Digest;
    }
}
