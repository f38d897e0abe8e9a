using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using PolicyEngine.Testing;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Cli.Tests;

/// <summary>
/// The real program, killed by SIGKILL just before and just after every single change that a plan makes, on all three kinds of registries.
/// After each kill nothing that is left lacks a piece, and applying the plan again ends in the same state as an undisturbed run.
/// </summary>
public sealed class KilledApplyTests(DockerRegistryFixture registry) : IClassFixture<DockerRegistryFixture>
{
    /// <summary>How many points are taken where not all are. The tests of the registry's assembly take all, within one process.</summary>
    internal const int FewPoints = 5;

    internal const string Policy = """
        version: 1
        settings: { age-from: [created], grace: 1s }
        protect: [{ tags: ["v*", latest] }]
        rules:
          - { id: old, match: { tags: ["pr-1", "pr-2"] }, delete: all }
        """;

    internal static readonly Dictionary<string, string> Token = new() { ["POLICYENGINE_TOKEN"] = "token" };

    [SkippableFact]
    public async Task A_layout_is_whole_after_a_kill_at_every_change_and_ends_as_if_undisturbed()
    {
        RealTool.Require("strace");
        using var calm = await PlanLayoutAsync();
        var broken = await BrokenAsync(calm);
        var changes = await TraceAsync(calm, null);
        var expected = Contents(calm);
        Assert.True(changes >= 10, $"only {changes} changes");
        foreach (var nth in Thoroughness.Points(changes, FewPoints))
        {
            using var folder = await PlanLayoutAsync();
            Assert.Equal(-1, await TraceAsync(folder, nth));
            Assert.Equal(broken, await BrokenAsync(folder));
            await ResumeAsync(folder);
            Assert.Equal(expected, Contents(folder));
        }
    }

    [SkippableFact]
    public async Task A_registry_is_whole_after_a_kill_at_every_change_and_ends_as_if_undisturbed()
    {
        registry.Require();
        string? expected = null;
        await Thoroughness.AtEachPointAsync(10, FewPoints, async point =>
        {
            var name = $"kill-{point.ToString(CultureInfo.InvariantCulture)}";
            await PushAsync(registry, name);
            await using var proxy = await MutationProxy.StartAsync(registry.Url);
            using var folder = new TemporaryFolder();
            folder.Write("policy.yaml", Policy);
            string[] direct = ["--registry-url", registry.Url.AbsoluteUri, "--no-cache"];
            await PlanAsync(folder, $"{registry.Host}/{name}", direct);
            await RunAsync(
                folder,
                proxy,
                point,
                ["apply", "plan.json", "--concurrency", "1", "--registry-url", proxy.Url.AbsoluteUri, "--no-cache"]
            );
            var points = proxy.Points;
            Assert.Equal(0, (await CliRun.RunAsync(folder.Path, ["check", $"{registry.Host}/{name}", .. direct])).Status);
            await ResumeAsync(folder, direct);
            var state = (await StateAsync(folder, $"{registry.Host}/{name}", direct)).Replace(name, "NAME", StringComparison.Ordinal);
            Assert.Equal(expected ??= state, state);
            foreach (var child in (string[])["a", "c"])
            {
                Assert.False(await registry.HasAsync(name, TestManifest.Image(child).Digest));
            }
            return points;
        });
    }

    [SkippableFact]
    public async Task A_package_is_whole_after_a_kill_at_every_change_and_ends_as_if_undisturbed()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no SIGKILL.");
        string? expected = null;
        await Thoroughness.AtEachPointAsync(10, FewPoints, async point =>
        {
            await using var package = await PlannedPackage.StartAsync();
            await RunAsync(package.Folder, package.Proxy, point, ["apply", "plan.json", "--concurrency", "1", .. package.ThroughProxy]);
            var points = package.Proxy.Points;
            Assert.Equal(
                0,
                (
                    await CliRun.RunAsync(package.Folder.Path, ["check", "ghcr.io/acme/web", .. package.Direct], Token, TimeProvider.System)
                ).Status
            );
            await ResumeAsync(package.Folder, package.Direct);
            Assert.Equal(expected ??= package.State, package.State);
            Assert.DoesNotContain("old-1", package.State, StringComparison.Ordinal);
            return points;
        });
    }

    [SkippableFact]
    public async Task A_restore_that_is_killed_at_any_change_goes_on_to_what_there_was()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no SIGKILL.");
        await Thoroughness.AtEachPointAsync(10, FewPoints, async point =>
        {
            await using var package = await PlannedPackage.StartAsync();
            var before = package.State;
            await ResumeAsync(package.Folder, package.Direct);
            Assert.NotEqual(before, package.State);
            await RunAsync(package.Folder, package.Proxy, point, ["restore", "plan.journal.jsonl", .. package.ThroughProxy]);
            var points = package.Proxy.Points;
            var again = await CliRun.RunAsync(
                package.Folder.Path,
                ["restore", "plan.journal.jsonl", .. package.Direct],
                Token,
                TimeProvider.System
            );
            Assert.True(again.Status == 0, $"{point}: {again.Output}{again.Error}");
            Assert.Equal(before, package.State);
            return points;
        });
    }

    [SkippableFact]
    public async Task Control_c_in_the_middle_of_an_apply_leaves_what_the_next_one_takes_up()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no SIGINT.");
        string? expected = null;
        for (var point = 0; point <= 4; point++)
        {
            await using var package = await PlannedPackage.StartAsync();
            using var process = Start(package.Folder, ["apply", "plan.json", "--concurrency", "1", .. package.ThroughProxy]);
            var pressed = point;
            package.Proxy.At = async now =>
            {
                if (now == pressed)
                {
                    await process.InterruptAsync();
                }

                return true;
            };
            var (output, error, status) = await process.FinishAsync();

            // The signal comes through a thread of its own: a fast end may win.
            Assert.True(status == 0 || (point > 0 && status == 130), $"{point}: {status} {output} {error}");
            Assert.Equal(
                0,
                (
                    await CliRun.RunAsync(package.Folder.Path, ["check", "ghcr.io/acme/web", .. package.Direct], Token, TimeProvider.System)
                ).Status
            );
            await ResumeAsync(package.Folder, package.Direct);
            Assert.Equal(expected ??= package.State, package.State);
        }
    }

    private static async Task<TemporaryFolder> PlanLayoutAsync()
    {
        var folder = new TemporaryFolder();
        folder.CopyFromRepository("examples");
        folder.Write("policy.yaml", Policy);
        await PlanAsync(folder, "oci-layout:examples/registry", ["--now", "2026-06-01T00:00:00Z"]);
        return folder;
    }

    internal static async Task PlanAsync(TemporaryFolder folder, string target, string[] where)
    {
        var planned = await CliRun.RunAsync(
            folder.Path,
            ["plan", "policy.yaml", "--target", target, "--out", "plan.json", .. where],
            Token,
            TimeProvider.System
        );
        Assert.True(planned.Status == 0, planned.Error);
    }

    private static async Task ResumeAsync(TemporaryFolder folder, params string[] where)
    {
        var resumed = await CliRun.RunAsync(folder.Path, ["apply", "plan.json", .. where], Token, TimeProvider.System);
        Assert.True(resumed.Status == 0, resumed.Output + resumed.Error);
    }

    /// <summary>Runs the program, and kills it at a point; 0 lets it run.</summary>
    internal static async Task RunAsync(TemporaryFolder folder, MutationProxy proxy, int point, string[] command)
    {
        using var process = Start(folder, command);
        proxy.At = async now =>
        {
            if (now != point)
            {
                return true;
            }

            await process.KillAsync();
            return false;
        };
        var run = await process.FinishAsync();
        Assert.True(point == 0 == (run.Status == 0), $"{point}: {run.Status} {run.Error}");
    }

    /// <summary>Runs the program, which the system kills at its n-th change of the layout's files.</summary>
    /// <returns>The number of changes; -1 where it was killed.</returns>
    internal static async Task<int> TraceAsync(TemporaryFolder folder, int? nth, params string[] command)
    {
        var layout = Path.Combine(folder.Path, "examples", "registry");
        var paths = Directory.GetFiles(layout, "*", SearchOption.AllDirectories).SelectMany(path => (string[])["-P", path]);
        string[] kill = nth is { } n
            ? ["-e", string.Create(CultureInfo.InvariantCulture, $"inject=/^(rename|unlink):signal=SIGKILL:when={n}")]
            : [];
        string[] arguments =
        [
            "-f",
            "-qq",
            "-e",
            "trace=/^(rename|unlink)",
            "-o",
            "trace.txt",
            .. paths,
            .. kill,
            "dotnet",
            TestProcess.PolicyEngine,
            .. command.Length > 0 ? command : ["apply", "plan.json"],
        ];

        // Calls are counted in each thread: with exactly one worker there is one to count in.
        var run = await TestProcess.RunAsync(
            "strace",
            arguments,
            folder.Path,
            new Dictionary<string, string?>
            {
                ["POLICYENGINE_TOKEN"] = "token",
                ["DOTNET_ThreadPool_ForceMinWorkerThreads"] = "1",
                ["DOTNET_ThreadPool_ForceMaxWorkerThreads"] = "1",
            }
        );
        Assert.True(nth is null == (run.Status == 0), $"{nth}: {run.Status} {run.Error}");
        var calls = folder.Read("trace.txt").Split('\n').Where(line => line.Contains("/registry/", StringComparison.Ordinal)).ToList();
        Assert.Single(calls.Select(line => line.Split(' ')[0]).Distinct());
        return nth is null ? calls.Count : -1;
    }

    /// <summary>The tags and indexes of the layout that miss a piece. A signature whose image went before it misses none.</summary>
    internal static async Task<List<string>> BrokenAsync(TemporaryFolder folder)
    {
        var check = await CliRun.RunAsync(folder.Path, "check", "oci-layout:examples/registry", "--format", "json");
        Assert.InRange(check.Status, 0, 1);
        using var report = JsonDocument.Parse(check.Output);
        return
        [
            .. report
                .RootElement.GetProperty("repositories")[0]
                .GetProperty("violations")
                .EnumerateArray()
                .Where(violation => violation.GetProperty("kind").GetString() != "orphaned")
                .Select(violation => violation.GetRawText()),
        ];
    }

    internal static string Contents(TemporaryFolder folder)
    {
        var layout = Path.Combine(folder.Path, "examples", "registry");
        return string.Join(
            '\n',
            Directory
                .GetFiles(layout, "*", SearchOption.AllDirectories)
                .Select(path => $"{Path.GetRelativePath(layout, path)} {TestManifest.DigestOf(File.ReadAllBytes(path))}")
                .Order(StringComparer.Ordinal)
        );
    }

    internal static async Task PushAsync(DockerRegistryFixture registry, string repository)
    {
        TestManifest[] children =
        [
            TestManifest.Image("a"),
            TestManifest.Image("b", architecture: "arm64"),
            TestManifest.Image("c"),
            TestManifest.Image("shared"),
        ];
        foreach (var child in children)
        {
            await registry.PushAsync(repository, child);
        }

        await registry.PushAsync(repository, TestManifest.Index(children[3]), "v1");
        await registry.PushAsync(repository, TestManifest.Index(children[0], children[1], children[3]), "pr-1");
        await registry.PushAsync(repository, TestManifest.Index(children[1], children[2]), "pr-2");
    }

    /// <summary>The graph of a repository, which shows every manifest and tag.</summary>
    internal static async Task<string> StateAsync(TemporaryFolder folder, string repository, params string[] where)
    {
        var run = await CliRun.RunAsync(folder.Path, ["graph", repository, "--format", "json", .. where]);
        Assert.True(run.Status == 0, run.Error);
        return Regex.Replace(run.Output, "\"[0-9-]+T[0-9:.]+Z\"", "TIME");
    }

    private static TestProcess Start(TemporaryFolder folder, string[] command) =>
        TestProcess.Start(
            "dotnet",
            [TestProcess.PolicyEngine, .. command],
            folder.Path,
            new Dictionary<string, string?> { ["POLICYENGINE_TOKEN"] = "token" }
        );
}
