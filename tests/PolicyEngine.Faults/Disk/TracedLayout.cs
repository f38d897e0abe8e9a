using System.Globalization;
using PolicyEngine.Testing;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Faults.Disk;

/// <summary>The example layout with a plan for it, and the real program under
/// <c>strace</c>, which kills it at a system call or makes the call fail.</summary>
internal sealed class TracedLayout : IDisposable
{
    private const string Calls = "/^(rename|unlink|fsync|fdatasync|mkdir|pwrite64|ftruncate)";
    private const string Target = "oci-layout:examples/registry";

    private const string Policy = """
        version: 1
        settings: { age-from: [created] }
        protect: [{ tags: ["v*", latest] }]
        rules:
          - { id: old, match: { tags: ["pr-*"] }, delete: all }
          - { id: tags, match: { tags: ["nightly-*"] }, delete: { target: tags } }
        """;

    /// <summary>Calls are counted in each thread: with one worker there is one to
    /// count in. The runtime makes calls of its own without the other two.</summary>
    private static readonly Dictionary<string, string?> Runtime = new()
    {
        ["DOTNET_ThreadPool_ForceMinWorkerThreads"] = "1",
        ["DOTNET_ThreadPool_ForceMaxWorkerThreads"] = "1",
        ["DOTNET_EnableDiagnostics"] = "0",
        ["DOTNET_EnableWriteXorExecute"] = "0",
    };

    private static readonly Dictionary<string, string> NoVariables = [];
    private readonly TemporaryFolder _folder = new();

    internal static async Task<TracedLayout> PlanAsync()
    {
        RealTool.Require("strace");
        var layout = new TracedLayout();
        layout._folder.CopyFromRepository("examples");
        layout._folder.Write("policy.yaml", Policy);
        Assert.Equal(
            0,
            (await layout.RunAsync("plan", "policy.yaml", "--target", Target, "--now", "2026-06-01T00:00:00Z", "--out", "plan.json")).Status
        );
        return layout;
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Every file of the layout, with its digest.</summary>
    internal string Contents
    {
        get
        {
            var root = Path.Combine(_folder.Path, "examples", "registry");
            return string.Join(
                '\n',
                Directory
                    .GetFiles(root, "*", SearchOption.AllDirectories)
                    .Select(path => $"{Path.GetRelativePath(root, path)} {TestManifest.DigestOf(File.ReadAllBytes(path))}")
                    .Order(StringComparer.Ordinal)
            );
        }
    }

    internal Task<CliRun> RunAsync(params string[] command) => CliRun.RunAsync(_folder.Path, command, NoVariables, TimeProvider.System);

    /// <summary>The digests and tags that miss a piece. A signature whose image went before it misses none.</summary>
    internal async Task<IReadOnlyList<string>> BrokenAsync()
    {
        var check = await RunAsync("check", Target, "--format", "json");
        Assert.InRange(check.Status, 0, 1);
        using var report = System.Text.Json.JsonDocument.Parse(check.Output);
        return
        [
            .. report
                .RootElement.GetProperty("repositories")[0]
                .GetProperty("violations")
                .EnumerateArray()
                .Where(violation => violation.GetProperty("kind").GetString() != "orphaned")
                .Select(violation => $"{violation.GetProperty("kind")} {violation.GetProperty("digest")}"),
        ];
    }

    /// <summary>Runs the program, and counts its calls: those of the thread that makes most of them.</summary>
    internal async Task<int> CountAsync(params string[] command)
    {
        Assert.Equal(0, (await TraceAsync(null, command)).Status);
        return _folder
            .Read("trace.txt")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.Contains('(', StringComparison.Ordinal))
            .GroupBy(line => line.Split(' ')[0])
            .Max(thread => thread.Count());
    }

    /// <summary>Runs the program with something done at the n-th call: <c>signal=SIGKILL</c>, <c>error=EIO</c>.</summary>
    internal Task<(int Status, string Said)> DisturbAsync(string what, int nth, params string[] command) =>
        TraceAsync(string.Create(CultureInfo.InvariantCulture, $"inject={Calls}:{what}:when={nth}"), command);

    private async Task<(int Status, string Said)> TraceAsync(string? inject, string[] command)
    {
        string[] injected = inject is null ? [] : ["-e", inject];
        var run = await TestProcess.RunAsync(
            "strace",
            ["-f", "-qq", "-o", "trace.txt", "-e", $"trace={Calls}", .. injected, "dotnet", TestProcess.PolicyEngine, .. command],
            _folder.Path,
            Runtime
        );
        return (run.Status, run.Error + run.Output);
    }
}
