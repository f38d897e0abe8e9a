using System.Globalization;
using PolicyEngine.Testing;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Cli.Tests;

/// <summary>
/// 'run', killed by SIGKILL just before and just after every single change that it makes, by a policy that has no rule
/// for untagged images. The next 'run' beside its journal succeeds, and ends in the state of one undisturbed run.
/// </summary>
public sealed class KilledRunTests(DockerRegistryFixture registry) : IClassFixture<DockerRegistryFixture>
{
    [SkippableFact]
    public async Task A_package_ends_as_if_undisturbed()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no SIGKILL.");
        string? expected = null;
        await Thoroughness.AtEachPointAsync(10, KilledApplyTests.FewPoints, async point =>
        {
            await using var package = await PlannedPackage.StartAsync();
            string[] run = ["run", "policy.yaml", "--target", "ghcr.io/acme/web"];
            string[] journal = (point % 3) switch
            {
                0 => ["--journal", "nightly.jsonl"],
                1 => ["--journal", $"night-{point.ToString(CultureInfo.InvariantCulture)}.journal.jsonl"],
                _ => [],
            };
            await KilledApplyTests.RunAsync(
                package.Folder,
                package.Proxy,
                point,
                [.. run, "--concurrency", "1", .. journal, .. package.ThroughProxy]
            );
            var points = package.Proxy.Points;
            Assert.Equal(
                0,
                (
                    await CliRun.RunAsync(
                        package.Folder.Path,
                        ["check", "ghcr.io/acme/web", .. package.Direct],
                        KilledApplyTests.Token,
                        TimeProvider.System
                    )
                ).Status
            );
            await AgainAsync(package.Folder, point, [.. run, .. point % 3 == 0 ? journal : [], .. package.Direct]);
            Assert.True((expected ??= package.State) == package.State, $"{point}: {package.State}");
            return points;
        });
    }

    [SkippableFact]
    public async Task A_layout_ends_as_if_undisturbed()
    {
        RealTool.Require("strace");
        string[] run =
        [
            "run",
            "policy.yaml",
            "--target",
            "oci-layout:examples/registry",
            "--now",
            "2026-06-01T00:00:00Z",
            "--journal",
            "nightly.jsonl",
        ];
        using var calm = Layout();
        var changes = await KilledApplyTests.TraceAsync(calm, null, run);
        var expected = KilledApplyTests.Contents(calm);
        Assert.True(changes >= 10, $"only {changes} changes");
        foreach (var nth in Thoroughness.Points(changes, KilledApplyTests.FewPoints))
        {
            using var folder = Layout();
            Assert.Equal(-1, await KilledApplyTests.TraceAsync(folder, nth, run));
            await AgainAsync(folder, nth, run);
            Assert.True(
                expected == KilledApplyTests.Contents(folder),
                $"{nth}: {KilledApplyTests.Contents(folder)}\n\nexpected:\n{expected}"
            );
        }
    }

    private static TemporaryFolder Layout()
    {
        var folder = new TemporaryFolder();
        folder.CopyFromRepository("examples");
        folder.Write("policy.yaml", KilledApplyTests.Policy);
        return folder;
    }

    private static async Task AgainAsync(TemporaryFolder folder, int point, string[] args)
    {
        var again = await CliRun.RunAsync(folder.Path, args, KilledApplyTests.Token, TimeProvider.System);
        Assert.True(again.Status == 0, $"{point}: {again.Output}{again.Error}");
        var idle = await CliRun.RunAsync(folder.Path, args, KilledApplyTests.Token, TimeProvider.System);
        Assert.True(idle.Status == 0, $"{point}: {idle.Output}{idle.Error}");
        Assert.DoesNotContain("was not finished", idle.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_registry_ends_as_if_undisturbed()
    {
        registry.Require();
        string? expected = null;
        await Thoroughness.AtEachPointAsync(8, KilledApplyTests.FewPoints, async point =>
        {
            var name = $"killed-run-{point.ToString(CultureInfo.InvariantCulture)}";
            await KilledApplyTests.PushAsync(registry, name);
            await using var proxy = await MutationProxy.StartAsync(registry.Url);
            using var folder = new TemporaryFolder();
            folder.Write("policy.yaml", KilledApplyTests.Policy);
            string[] run =
            [
                "run",
                "policy.yaml",
                "--target",
                $"{registry.Host}/{name}",
                "--journal",
                "nightly.jsonl",
                "--concurrency",
                "1",
                "--no-cache",
            ];
            await KilledApplyTests.RunAsync(folder, proxy, point, [.. run, "--registry-url", proxy.Url.AbsoluteUri]);
            var points = proxy.Points;
            string[] direct = ["--registry-url", registry.Url.AbsoluteUri];
            await AgainAsync(folder, point, [.. run, .. direct]);
            var state = (await KilledApplyTests.StateAsync(folder, $"{registry.Host}/{name}", [.. direct, "--no-cache"])).Replace(
                name,
                "NAME",
                StringComparison.Ordinal
            );
            Assert.Equal(expected ??= state, state);
            foreach (var child in (string[])["a", "c"])
            {
                Assert.False(await registry.HasAsync(name, TestManifest.Image(child).Digest), $"{point}: {child}");
            }
            return points;
        });
    }
}
