using System.Globalization;

namespace PolicyEngine.Cli.Tests;

/// <summary>
/// 'run', killed by SIGKILL just before and just after every single change that it makes, by a policy that has no rule for untagged images. The next
/// 'run' beside its journal succeeds, and ends in the state of one undisturbed run.
/// </summary>
public sealed class KilledRunTests
{
    [SkippableFact]
    public async Task A_package_ends_as_if_undisturbed()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no SIGKILL.");
        string? expected = null;
        for (int point = 0, points = 0; point <= points; point++)
        {
            await using var package = await PlannedPackage.StartAsync();
            string[] run = ["run", "policy.yaml", "--target", "ghcr.io/acme/web"];
            string[] journal = (point % 3) switch { 0 => ["--journal", "nightly.jsonl"], 1 => ["--journal", $"night-{point.ToString(CultureInfo.InvariantCulture)}.journal.jsonl"], _ => [] };
            await KilledApplyTests.RunAsync(package.Folder, package.Proxy, point, [.. run, "--concurrency", "1", .. journal, .. package.ThroughProxy]);
            points = point == 0 ? package.Proxy.Points : points;
            Assert.Equal(0, (await CliRun.RunAsync(package.Folder.Path, ["check", "ghcr.io/acme/web", .. package.Direct], KilledApplyTests.Token, TimeProvider.System)).Status);
            await AgainAsync(package.Folder, point, [.. run, .. point % 3 == 0 ? journal : [], .. package.Direct]);
            Assert.True((expected ??= package.State) == package.State, $"{point}: {package.State}");
            Assert.True(points >= 10, $"only {points} points");
        }
    }

    private static async Task AgainAsync(TemporaryFolder folder, int point, string[] args)
    {
        var again = await CliRun.RunAsync(folder.Path, args, KilledApplyTests.Token, TimeProvider.System);
        Assert.True(again.Status == 0, $"{point}: {again.Output}{again.Error}");
        var idle = await CliRun.RunAsync(folder.Path, args, KilledApplyTests.Token, TimeProvider.System);
        Assert.True(idle.Status == 0, $"{point}: {idle.Output}{idle.Error}");
        Assert.DoesNotContain("was not finished", idle.Error, StringComparison.Ordinal);
    }
}
