using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Tests.Oci;
using PolicyEngine.Testing.Layouts;
using PolicyEngine.Testing.Registries;
using Xunit;

namespace PolicyEngine.Registry.Tests.OciLayout;

public sealed class LayoutPusherTests(DockerRegistryFixture registry) : IClassFixture<DockerRegistryFixture>
{
    [SkippableFact]
    public async Task What_tags_lead_to_is_read_alike_from_a_layout_and_from_the_registry_that_it_was_pushed_to()
    {
        registry.Require();
        var layout = ExampleRegistry.Create();
        using var fixture = new LayoutFixture().With(layout);
        using var http = new HttpClient();

        var refused = await new LayoutPusher(http, registry.Url).PushAsync(layout, "acme/example", skipRefused: true);

        var local = new ManifestList();
        await LayoutFixture.ReadAsync(fixture.Root, local, CancellationToken.None);
        var remote = await Reading.OfAsync(
            new RegistryTarget
            {
                Provider = "oci",
                Registry = registry.Host,
                Url = registry.Url,
            },
            "acme/example",
            new TestOptions().Options
        );
        Assert.True(remote.Info.Complete, remote.Info.Reason);

        // The registry wants no index with a missing child, and tells of no manifest that neither a tag nor a referrers tag leads to.
        var partial = layout.Entries.Single(entry => entry.Annotations.ContainsValue("nightly-2026-04-10"));
        Assert.Equal([partial.Digest, "nightly-2026-04-10"], refused);
        var tagged = local.Records.SelectMany(record => record.Tags).Where(tag => !refused.Contains(tag));
        Assert.Equal(
            tagged.Order(StringComparer.Ordinal),
            remote.Manifests.Records.SelectMany(record => record.Tags).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            remote.Manifests.Records.Select(record => ManifestText.Of(local[record.Digest])),
            remote.Manifests.Records.Select(ManifestText.Of)
        );
    }
}
