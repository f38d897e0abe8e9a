using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using PolicyEngine.Fakes;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Cli.Tests;

/// <summary>The real program, killed by SIGKILL while it applies a plan, and started again.</summary>
public sealed class KilledApplyTests(DockerRegistryFixture registry) : IClassFixture<DockerRegistryFixture>
{
    private const string Policy = """
        version: 1
        settings: { age-from: [created], grace: 1s }
        protect: [{ tags: ["v*"] }]
        rules: [{ id: old, match: { tags: ["pr-*"] }, delete: all }]
        """;

    [SkippableFact]
    public async Task A_layout_is_whole_after_each_kill_and_ends_as_if_undisturbed()
    {
        RealTool.Require("strace");
        using var calm = new TemporaryFolder();
        await PlanLayoutAsync(calm);
        Assert.Equal(0, (await RunAsync(calm, "apply", "plan.json")).Status);
        var expected = await StateAsync(calm, "oci-layout:examples/registry");

        var kills = 0;

        // At every rename and every sync of the journal is too much for a test: the in-process tests stop at every change.
        foreach (var call in (string[])["fsync", "rename"])
        {
            foreach (var nth in (int[])[2, 9, 23])
            {
                using var folder = new TemporaryFolder();
                await PlanLayoutAsync(folder);
                kills += await KillAsync(folder, call, nth, "apply", "plan.json") ? 1 : 0;
                Assert.Equal(0, (await RunAsync(folder, "check", "oci-layout:examples/registry")).Status & ~1);
                var resumed = await RunAsync(folder, "apply", "plan.json");
                Assert.True(resumed.Status == 0, resumed.Output + resumed.Error);
                Assert.Equal(expected, await StateAsync(folder, "oci-layout:examples/registry"));
            }
        }

        Assert.True(kills >= 3, $"only {kills} kills");
    }

    [SkippableFact]
    public async Task A_registry_is_whole_after_each_kill_and_ends_as_if_undisturbed()
    {
        registry.Require("strace");
        string? expected = null;
        var kills = 0;
        foreach (var nth in (int[])[0, 2, 9, 14])
        {
            var name = $"kill-{nth.ToString(CultureInfo.InvariantCulture)}";
            await PushAsync(name);
            using var folder = new TemporaryFolder();
            folder.Write("policy.yaml", Policy);
            string[] where = ["--registry-url", registry.Url.AbsoluteUri, "--no-cache"];
            var planned = await RunAsync(folder, ["plan", "policy.yaml", "--target", $"{registry.Host}/{name}", "--out", "plan.json", .. where]);
            Assert.True(planned.Status == 0, planned.Error);
            if (nth > 0)
            {
                kills += await KillAsync(folder, "fsync", nth, ["apply", "plan.json", .. where]) ? 1 : 0;
                Assert.Equal(0, (await RunAsync(folder, ["check", $"{registry.Host}/{name}", .. where])).Status);
            }

            var resumed = await RunAsync(folder, ["apply", "plan.json", .. where]);
            Assert.True(resumed.Status == 0, resumed.Output + resumed.Error);
            var state = (await StateAsync(folder, $"{registry.Host}/{name}", where)).Replace(name, "NAME", StringComparison.Ordinal);
            Assert.Equal(expected ??= state, state);
        }

        Assert.True(kills >= 2, $"only {kills} kills");
    }

    [SkippableFact]
    public async Task A_package_is_whole_after_a_kill_at_any_deletion_and_ends_as_if_undisturbed()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no SIGKILL.");
        string? expected = null;
        for (var nth = 0; nth <= 6; nth++)
        {
            await using var fake = await StartFakeAsync();
            using var folder = new TemporaryFolder();
            folder.Write("policy.yaml", Policy.Replace("created", "pushed", StringComparison.Ordinal));
            string[] where = ["--registry-url", fake.Url.AbsoluteUri, "--api-url", fake.ApiUrl.AbsoluteUri, "--no-cache"];
            var planned = await RunAsync(folder, ["plan", "policy.yaml", "--target", "ghcr.io/acme/web", "--out", "plan.json", .. where]);
            Assert.True(planned.Status == 0, planned.Error);
            if (nth > 0)
            {
                using var process = Start(folder, ["apply", "plan.json", "--concurrency", "1", .. where]);
                fake.Before("DELETE .*/versions/", nth, _ => process.Kill());
                await process.WaitForExitAsync();
                Assert.NotEqual(0, process.ExitCode);
                Assert.Equal(0, (await RunAsync(folder, ["check", "ghcr.io/acme/web", .. where])).Status);
            }

            var resumed = await RunAsync(folder, ["apply", "plan.json", .. where]);
            Assert.True(resumed.Status == 0, resumed.Output + resumed.Error);
            var state = fake.With(s => string.Join('\n', s.Find("acme/web")!.Active.Select(v => $"{v.Digest} {string.Join(' ', v.Tags)}").Order(StringComparer.Ordinal)));
            Assert.Equal(expected ??= state, state);
        }
    }

    private static async Task PlanLayoutAsync(TemporaryFolder folder)
    {
        folder.CopyFromRepository("examples");
        var planned = await RunAsync(folder, "plan", "examples/retention.yaml", "--now", "2026-06-01T00:00:00Z", "--out", "plan.json");
        Assert.True(planned.Status == 0, planned.Error);
    }

    private async Task PushAsync(string repository)
    {
        TestManifest[] children = [TestManifest.Image("a"), TestManifest.Image("b", architecture: "arm64"), TestManifest.Image("c"), TestManifest.Image("shared")];
        foreach (var child in children)
        {
            await registry.PushAsync(repository, child);
        }

        await registry.PushAsync(repository, TestManifest.Index(children[3]), "v1");
        await registry.PushAsync(repository, TestManifest.Index(children[0], children[1], children[3]), "pr-1");
        await registry.PushAsync(repository, TestManifest.Index(children[1], children[2]), "pr-2");
    }

    private static Task<FakeGhcr> StartFakeAsync() => FakeGhcr.StartAsync(new PolicyEngine.Fakes.Scenario
    {
        Tokens = [new FakeToken { Value = "token", Login = "octocat", Scopes = ["read:packages", "delete:packages"] }],
        Setup = state =>
        {
            var package = state.AddPackage("acme", "web");
            var first = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
            package.PushImages(1, first, TimeSpan.FromHours(1), _ => "v1", platforms: 1);
            package.PushImage("one", first.AddDays(1), platforms: 1, tags: ["pr-1"]);
            package.PushImage("two", first.AddDays(2), platforms: 1, tags: ["pr-2"]);
        },
    });

    /// <summary>The graph of a repository, which shows every manifest and tag.</summary>
    private static async Task<string> StateAsync(TemporaryFolder folder, string repository, params string[] where)
    {
        var run = await RunAsync(folder, ["graph", repository, "--format", "json", .. where]);
        Assert.True(run.Status == 0, run.Error);
        return Regex.Replace(run.Output, "\"[0-9-]+T[0-9:.]+Z\"", "TIME");
    }

    /// <summary>Runs the program, which the system kills at the n-th call of one kind in a thread.</summary>
    /// <returns>Whether it came to that.</returns>
    private static async Task<bool> KillAsync(TemporaryFolder folder, string call, int nth, params string[] args)
    {
        var number = nth.ToString(CultureInfo.InvariantCulture);
        var start = Describe(folder, "strace",
            ["-f", "-qq", "-o", "/dev/null", "-e", $"trace={call}", "-e", $"inject={call}:signal=SIGKILL:when={number}", "dotnet", Program, .. args]);

        // Calls are counted in each thread: with one worker there is one to count in.
        start.Environment["DOTNET_ThreadPool_ForceMaxWorkerThreads"] = "1";
        using var process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode != 0;
    }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "policyengine.dll");

    private static Task<CliRun> RunAsync(TemporaryFolder folder, params string[] args)
    {
        var process = Start(folder, args);
        return FinishAsync(process);
    }

    private static async Task<CliRun> FinishAsync(Process process)
    {
        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return new CliRun(await output, await error, process.ExitCode);
        }
    }

    private static Process Start(TemporaryFolder folder, string[] args) => Process.Start(Describe(folder, "dotnet", [Program, .. args]))!;

    private static ProcessStartInfo Describe(TemporaryFolder folder, string program, string[] args) => new(program, args)
    {
        WorkingDirectory = folder.Path,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["POLICYENGINE_TOKEN"] = "token" },
    };
}
