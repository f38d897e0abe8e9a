using Microsoft.Extensions.Time.Testing;
using PolicyEngine.Testing;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Cli.Tests;

/// <summary>Applies under conditions that are not good: a disk that is full or read-only, somebody else at work, little time.</summary>
public sealed class ApplyConditionsTests(DockerRegistryFixture registry) : IClassFixture<DockerRegistryFixture>
{
    private const string Policy = """
        version: 1
        settings: { age-from: [created], grace: 1s }
        protect: [{ tags: ["v*"] }]
        rules:
          - { id: old, match: { tags: ["pr-*"] }, delete: all }
        """;

    private static readonly Dictionary<string, string> NoVariables = [];

    [SkippableFact]
    public async Task When_the_disk_gets_full_on_the_way_nothing_more_is_deleted_and_the_next_run_does_the_rest()
    {
        Skip.If(OperatingSystem.IsWindows(), "There is no ulimit.");
        using var folder = new TemporaryFolder();
        folder.CopyFromRepository("examples");
        await CliRun.RunAsync(folder.Path, "plan", "examples/retention.yaml", "--out", "plan.json");
        var tight = await RunWithFilesOfAtMostAsync(folder, 7);
        Assert.Equal(4, tight.Status);
        Assert.Contains(
            "cannot be written, and nothing is deleted that cannot be recorded",
            string.Join(' ', tight.Output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal
        );

        // Each that went was announced, with its bytes kept.
        var journal = folder.Read("plan.journal.jsonl");
        var gone = Missing(folder);
        Assert.NotEmpty(gone);
        Assert.All(gone, digest => Assert.Contains($"\"action\":\"delete\",\"digest\":\"{digest}\"", journal, StringComparison.Ordinal));
        Assert.True(gone.Count < 13, "all went");
        var rest = await CliRun.RunAsync(folder.Path, "apply", "plan.json");
        Assert.True(rest.Status == 0, rest.Output + rest.Error);
        Assert.Equal(13, Missing(folder).Count);
    }

    [SkippableFact]
    public async Task Where_the_journal_cannot_be_written_nothing_is_deleted()
    {
        Skip.IfNot(Directory.Exists("/proc/self"), "There is no /proc.");
        using var folder = new TemporaryFolder();
        folder.CopyFromRepository("examples");
        await CliRun.RunAsync(folder.Path, "plan", "examples/retention.yaml", "--out", "plan.json");
        var run = await CliRun.RunAsync(folder.Path, "apply", "plan.json", "--journal", "/proc/plan.journal.jsonl");
        Assert.Equal(4, run.Status);
        Assert.StartsWith(
            "error: The journal '/proc/plan.journal.jsonl' cannot be written, and nothing is deleted that cannot be recorded: ",
            run.Error,
            StringComparison.Ordinal
        );
        Assert.EndsWith(" Nothing was deleted.\n", run.Error, StringComparison.Ordinal);
        Assert.Empty(Missing(folder));
    }

    [SkippableFact]
    public async Task A_second_apply_on_this_machine_is_refused_while_the_first_is_at_work()
    {
        var (folder, proxy) = await SceneAsync("twice");
        using (folder)
        await using (proxy)
        {
            var (first, release) = await HoldAsync(folder, proxy);
            var same = await ApplyAsync(folder, NoVariables);
            var other = await ApplyAsync(folder, NoVariables, "--journal", "other.jsonl", "--registry-url", proxy.Url.AbsoluteUri);
            release.SetResult(true);
            Assert.Equal(0, (await first).Status);
            Assert.Equal(4, same.Status);
            Assert.Equal(
                "error: The journal '$DIR/plan.journal.jsonl' is in use: another apply of the same plan is running. Nothing was deleted.\n",
                same.Error
            );
            Assert.Equal(4, other.Status);
            Assert.Contains("Another apply on this machine is working on", other.Output, StringComparison.Ordinal);
            await AssertKeptAsync("twice");
        }
    }

    [SkippableFact]
    public async Task Two_applies_from_two_machines_at_once_break_nothing()
    {
        var (folder, proxy) = await SceneAsync("machines");
        using (folder)
        await using (proxy)
        {
            var (first, release) = await HoldAsync(folder, proxy);
            folder.Write("elsewhere/README", "The runtime folder of the other machine.");
            var second = await ApplyAsync(
                folder,
                new Dictionary<string, string> { ["XDG_RUNTIME_DIR"] = Path.Combine(folder.Path, "elsewhere") },
                "--journal",
                "other.jsonl",
                "--registry-url",
                registry.Url.AbsoluteUri
            );
            release.SetResult(true);
            Assert.Equal(0, second.Status);
            Assert.Contains("4 deleted", second.Output, StringComparison.Ordinal);
            var late = await first;
            Assert.Equal(0, late.Status);
            Assert.Contains("4 already gone", late.Output, StringComparison.Ordinal);
            await AssertKeptAsync("machines");
        }
    }

    [SkippableFact]
    public async Task When_the_time_is_up_the_run_ends_well_and_the_next_one_goes_on()
    {
        var (folder, proxy) = await SceneAsync("time");
        using (folder)
        await using (proxy)
        {
            var clock = new FakeTimeProvider(CliRun.Now);
            proxy.At = point =>
            {
                clock.Advance(TimeSpan.FromMinutes(point % 2));
                return Task.FromResult(true);
            };
            string[] args = ["apply", "plan.json", "--concurrency", "1", "--registry-url", proxy.Url.AbsoluteUri, "--no-cache"];
            var first = await CliRun.RunAsync(folder.Path, [.. args, "--time-budget", "90s"], NoVariables, clock);
            Assert.Equal(0, first.Status);
            Assert.StartsWith($"{registry.Host}/time: 2 deleted, 2 not attempted", first.Output, StringComparison.Ordinal);
            Assert.Contains("\n  Not attempted; apply the plan again to continue:\n", first.Output, StringComparison.Ordinal);
            Assert.Contains("The time budget is used up.", first.Output, StringComparison.Ordinal);
            var second = await CliRun.RunAsync(folder.Path, args, NoVariables, clock);
            Assert.Equal(0, second.Status);
            Assert.StartsWith($"{registry.Host}/time: 2 deleted, 2 already gone", second.Output, StringComparison.Ordinal);
            await AssertKeptAsync("time");
        }
    }

    [Fact]
    public async Task The_time_that_planning_takes_counts()
    {
        using var folder = new TemporaryFolder();
        folder.CopyFromRepository("examples");
        var clock = new FakeTimeProvider(CliRun.Now) { AutoAdvanceAmount = TimeSpan.FromMinutes(1) };
        var run = await CliRun.RunAsync(
            folder.Path,
            ["run", "examples/retention.yaml", "--time-budget", "1m", "--journal", "j.jsonl"],
            NoVariables,
            clock
        );
        Assert.Equal(0, run.Status);
        Assert.Contains("13 not attempted", run.Output, StringComparison.Ordinal);
        Assert.Empty(Missing(folder));
    }

    [SkippableFact]
    public async Task Cancelled_it_ends_the_image_that_it_has_begun_and_says_how_to_go_on()
    {
        var (folder, proxy) = await SceneAsync("cancelled");
        using (folder)
        await using (proxy)
        {
            using var cancel = new CancellationTokenSource();
            proxy.At = async _ =>
            {
                await cancel.CancelAsync();
                return true;
            };
            string[] args = ["apply", "plan.json", "--concurrency", "1", "--registry-url", proxy.Url.AbsoluteUri, "--no-cache"];
            var first = await CliRun.RunAsync(folder.Path, args, NoVariables, TimeProvider.System, cancellationToken: cancel.Token);
            Assert.Equal(130, first.Status);
            Assert.StartsWith($"{registry.Host}/cancelled: 2 deleted, 2 not attempted", first.Output, StringComparison.Ordinal);
            Assert.EndsWith("error: Cancelled. To resume: policyengine apply plan.json\n", first.Error, StringComparison.Ordinal);
            Assert.Equal(
                2,
                folder
                    .Read("plan.journal.jsonl")
                    .Split('\n')
                    .Count(line =>
                        line.Contains("\"type\":\"outcome\"", StringComparison.Ordinal)
                        && line.Contains("\"result\":\"done\"", StringComparison.Ordinal)
                    )
            );
            var second = await CliRun.RunAsync(folder.Path, args, NoVariables, TimeProvider.System);
            Assert.StartsWith($"{registry.Host}/cancelled: 2 deleted, 2 already gone", second.Output, StringComparison.Ordinal);
            await AssertKeptAsync("cancelled");
        }
    }

    [Theory]
    [InlineData(true, false, false, null, 2)]
    [InlineData(false, true, false, null, 2)]
    [InlineData(false, false, true, null, 2)]
    [InlineData(false, false, true, "false", 2)]
    [InlineData(false, false, true, "true", 0)]
    [InlineData(false, false, false, null, 0)]
    public async Task On_any_terminal_it_has_to_be_said_twice_but_not_in_jobs(bool input, bool output, bool error, string? ci, int status)
    {
        using var folder = new TemporaryFolder();
        folder.CopyFromRepository("examples");
        Dictionary<string, string> variables = ci is null ? [] : new() { ["CI"] = ci };
        var run = await CliRun.RunAsync(folder.Path, ["run", "examples/retention.yaml"], variables, with: environment =>
            environment with
            {
                IsInputTerminal = input,
                IsOutputTerminal = output,
                IsErrorTerminal = error,
            }
        );
        Assert.Equal(status, run.Status);
        Assert.Equal(
            status == 2,
            run.Error.Contains("This would delete 13 manifests in 1 repository. Pass --yes to proceed.", StringComparison.Ordinal)
        );
        Assert.Equal(status == 2, Missing(folder).Count == 0);
    }

    /// <summary>The manifests of the example that are gone.</summary>
    private static List<string> Missing(TemporaryFolder folder)
    {
        var now = Directory.GetFiles(Path.Combine(folder.Path, "examples/registry/blobs/sha256")).Select(Path.GetFileName).ToHashSet();
        return
        [
            .. Directory
                .GetFiles(Path.Combine(TemporaryFolder.Repository, "examples/registry/blobs/sha256"))
                .Where(path =>
                    !now.Contains(Path.GetFileName(path)) && File.ReadAllText(path).Contains("\"schemaVersion\"", StringComparison.Ordinal)
                )
                .Select(path => $"sha256:{Path.GetFileName(path)}"),
        ];
    }

    /// <summary>Applies in a shell whose files cannot get longer than some KiB, which is what a full disk is to a program.</summary>
    private static async Task<CliRun> RunWithFilesOfAtMostAsync(TemporaryFolder folder, int kibibytes)
    {
        var run = await TestProcess.RunAsync(
            "bash",
            [
                "-c",
                "trap '' XFSZ; ulimit -f "
                    + $"{kibibytes.ToString(System.Globalization.CultureInfo.InvariantCulture)}; "
                    + "exec dotnet \"$0\" apply plan.json",
                TestProcess.PolicyEngine,
            ],
            folder.Path,
            // The runtime maps its code into memory by a large file.
            new Dictionary<string, string?> { ["DOTNET_EnableWriteXorExecute"] = "0", ["CI"] = "true" }
        );
        return new CliRun(run.Output, run.Error, run.Status);
    }

    /// <summary>Begins an apply, and holds its first deletion.</summary>
    private static async Task<(Task<CliRun> Run, TaskCompletionSource<bool> Release)> HoldAsync(TemporaryFolder folder, MutationProxy proxy)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        proxy.At = point =>
        {
            reached.TrySetResult();
            return point == 1 ? release.Task : Task.FromResult(true);
        };
        var run = Task.Run(() => ApplyAsync(folder, NoVariables, "--concurrency", "1", "--registry-url", proxy.Url.AbsoluteUri));
        await Task.WhenAny(reached.Task, run);
        return (run, release);
    }

    private static Task<CliRun> ApplyAsync(TemporaryFolder folder, Dictionary<string, string> variables, params string[] more) =>
        CliRun.RunAsync(folder.Path, ["apply", "plan.json", "--no-cache", .. more], variables, TimeProvider.System);

    private async Task AssertKeptAsync(string repository)
    {
        foreach (var manifest in (TestManifest[])[TestManifest.Image("shared"), TestManifest.Index(TestManifest.Image("shared"))])
        {
            Assert.True(await registry.HasAsync(repository, manifest.Digest));
        }

        Assert.False(await registry.HasAsync(repository, TestManifest.Image("a").Digest));
    }

    private async Task<(TemporaryFolder Folder, MutationProxy Proxy)> SceneAsync(string repository)
    {
        registry.Require();
        TestManifest[] children = [TestManifest.Image("a"), TestManifest.Image("b"), TestManifest.Image("shared")];
        foreach (var child in children)
        {
            await registry.PushAsync(repository, child);
        }

        await registry.PushAsync(repository, TestManifest.Index(children[2]), "v1");
        await registry.PushAsync(repository, TestManifest.Index(children[0], children[2]), "pr-1");
        await registry.PushAsync(repository, TestManifest.Index(children[1]), "pr-2");
        var folder = new TemporaryFolder();
        folder.Write("policy.yaml", Policy);
        var plan = await CliRun.RunAsync(
            folder.Path,
            [
                "plan",
                "policy.yaml",
                "--target",
                $"{registry.Host}/{repository}",
                "--registry-url",
                registry.Url.AbsoluteUri,
                "--no-cache",
                "--out",
                "plan.json",
            ],
            NoVariables,
            TimeProvider.System
        );
        Assert.True(plan.Status == 0, plan.Error);
        return (folder, await MutationProxy.StartAsync(registry.Url));
    }
}
