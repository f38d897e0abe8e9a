using PolicyEngine.Applying;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Testing.Registries;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyEngine.Registry.Tests.Applying;

public sealed class SealedDockerRegistryTests(SealedDockerRegistryFixture registry) : IClassFixture<SealedDockerRegistryFixture>
{
    [SkippableFact]
    public async Task Where_deletion_is_switched_off_the_report_says_how_to_switch_it_on()
    {
        registry.Require();
        var child = TestManifest.Image("child");
        await registry.PushAsync("web", child);
        await registry.PushAsync("web", TestManifest.Index(child), "pr-1");
        await registry.PushAsync("web", TestManifest.Image("release"), "v1");
        using var scene = new Scene
        {
            Target = new RegistryTarget
            {
                Provider = "oci",
                Registry = registry.Host,
                Url = registry.Url,
            },
            Repository = "web",
            Policy = """
                version: 1
                settings: { age-from: [created] }
                rules:
                  - { id: old, match: { tags: ["pr-*"] }, delete: all }
                """,
        };
        var report = await scene.ApplyAsync(await scene.PlanAsync());
        Snapshot.Match(Scene.Text(report, (registry.Host, "REGISTRY")));
        Assert.True(report.LeftUndone);
        Assert.Equal(1, report.Count(ApplyOutcome.Failed));
        await scene.AssertWholeAsync();
    }
}
