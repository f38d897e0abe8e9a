using System.Text.Json;
using PolicyEngine.Testing;

namespace PolicyEngine.Cli.Tests;

/// <summary>
/// A run finishes what an earlier one began, which was killed when an index was gone and its parts
/// were not; then it fails, or is cancelled. What it had finished until then is done, and told.
/// </summary>
public sealed class EarlierWorkToldTests
{
    private const string Told = "what an earlier run began.";

    [SkippableTheory]
    [InlineData("text")]
    public async Task A_run_that_fails_after_it_tells_what_it_finished(string format)
    {
        await using var package = await KilledAfterAnIndexAsync();

        // The plan of this run cannot be saved: a folder has its name.
        Directory.CreateDirectory(Path.Combine(package.Folder.Path, "second.jsonl.plan.json"));
        var run = await RunAsync(package, ["--journal", "second.jsonl", "--format", format]);
        Assert.DoesNotContain(run.Status, (int[])[0, 130]);
        Assert.Contains("second.jsonl.plan.json", run.Error, StringComparison.Ordinal);
        AssertTold(run, format);
        Assert.Contains("pr-", package.State, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("text")]
    public async Task A_run_that_is_cancelled_in_it_tells_what_it_finished(string format)
    {
        await using var package = await KilledAfterAnIndexAsync();
        using var cancel = new CancellationTokenSource();
        package.Proxy.At = async _ =>
        {
            await cancel.CancelAsync();
            return true;
        };
        var run = await RunAsync(package, ["--format", format], cancel.Token);
        Assert.Equal(130, run.Status);
        Assert.EndsWith("error: Cancelled. The next 'run' continues.\n", run.Error, StringComparison.Ordinal);
        AssertTold(run, format);
        Assert.Contains("pr-", package.State, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_run_that_goes_on_tells_it_as_well()
    {
        await using var package = await KilledAfterAnIndexAsync();
        var run = await RunAsync(package, []);
        Assert.True(run.Status == 0, run.Error);
        AssertTold(run, "text");
        Assert.DoesNotContain("pr-", package.State, StringComparison.Ordinal);
    }

    private static void AssertTold(CliRun run, string format)
    {
        Assert.Contains(
            Told,
            string.Join(' ', (run.Output + run.Error).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal
        );
        if (format == "json")
        {
            using var report = JsonDocument.Parse(run.Output);
            Assert.Contains(Told, report.RootElement.GetRawText(), StringComparison.Ordinal);
        }
    }

    private static Task<CliRun> RunAsync(PlannedPackage package, string[] more, CancellationToken cancellationToken = default) =>
        CliRun.RunAsync(
            package.Folder.Path,
            ["run", "policy.yaml", "--target", "ghcr.io/acme/web", "--concurrency", "1", .. more, .. package.ThroughProxy],
            KilledApplyTests.Token,
            TimeProvider.System,
            cancellationToken: cancellationToken
        );

    private static async Task<PlannedPackage> KilledAfterAnIndexAsync()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no SIGKILL.");
        var package = await PlannedPackage.StartAsync();
        var before = Count(package);
        using var process = TestProcess.Start(
            "dotnet",
            [
                TestProcess.PolicyEngine,
                "run",
                "policy.yaml",
                "--target",
                "ghcr.io/acme/web",
                "--journal",
                "first.jsonl",
                "--concurrency",
                "1",
                .. package.ThroughProxy,
            ],
            package.Folder.Path,
            new Dictionary<string, string?> { ["POLICYENGINE_TOKEN"] = "token" }
        );
        package.Proxy.At = async _ =>
        {
            if (package.State.Contains("pr-1", StringComparison.Ordinal) && package.State.Contains("pr-2", StringComparison.Ordinal))
            {
                return true;
            }

            await process.KillAsync();
            return false;
        };
        var killed = await process.FinishAsync();
        package.Proxy.At = _ => Task.FromResult(true);
        Assert.True(killed.Status != 0 && Count(package) == before - 1, $"{killed.Status}: {killed.Error}\n{package.State}");
        return package;
    }

    private static int Count(PlannedPackage package) => package.State.Split('\n').Length;
}
