using PolicyEngine.Testing;

namespace PolicyEngine.Cli.Tests;

/// <summary>The real program where the system gives little, or what it says goes nowhere:
/// one message, the right code, and nothing is deleted that cannot be told.</summary>
public sealed class LittleSystemTests
{
    private const string Now = "--now 2026-06-01T00:00:00Z";

    /// <summary>The runtime maps its code into memory by a large file.</summary>
    private static readonly Dictionary<string, string?> Tight = new() { ["DOTNET_EnableWriteXorExecute"] = "0", ["CI"] = "true" };

    [SkippableTheory]
    [InlineData("run examples/retention.yaml --format json >&-")]
    [InlineData("run examples/retention.yaml --format json >/dev/full")]
    [InlineData("run examples/retention.yaml >&-")]
    [InlineData("run examples/retention.yaml >/dev/full")]
    [InlineData("apply plan.json --format json >&-")]
    [InlineData("apply plan.json --format json >/dev/full")]
    public async Task What_cannot_be_told_is_not_done(string command)
    {
        using var folder = Scene();
        await RunAsync(folder, $"plan examples/retention.yaml {Now} --out plan.json");
        var before = Blobs(folder);
        var run = await RunAsync(
            folder,
            command.StartsWith("run", StringComparison.Ordinal)
                ? command.Replace(".yaml", $".yaml {Now}", StringComparison.Ordinal)
                : command
        );
        Assert.Equal(4, run.Status);
        Assert.StartsWith("error: Standard output could not be written completely: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, Blobs(folder));
    }

    [SkippableTheory]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    public async Task Without_standard_error_the_work_is_done_all_the_same(string redirected)
    {
        using var folder = Scene();
        var run = await RunAsync(folder, $"run examples/retention.yaml {Now} {redirected}");
        Assert.Equal(0, run.Status);
        Assert.Matches("Total: [1-9][0-9]* of 14 images to delete", run.Output);
    }

    [SkippableFact]
    public async Task A_file_that_does_not_fit_is_told_before_anything_is_deleted()
    {
        using var folder = Scene();
        await RunAsync(folder, $"plan examples/retention.yaml {Now} --out plan.json");
        var before = Blobs(folder);
        var run = await RunAsync(folder, "apply plan.json --output json=out.json", "trap '' XFSZ; ulimit -f 8;");
        Assert.Equal(4, run.Status);
        Assert.Contains("error: 'out.json' cannot be written, so nothing was done: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, Blobs(folder));
        Assert.Empty(Directory.GetFiles(folder.Path, "out.json*"));
    }

    [SkippableFact]
    public async Task A_working_directory_that_was_deleted_is_one_message()
    {
        using var folder = Scene();
        var run = await RunAsync(folder, "plan", "mkdir gone; cd gone; rmdir ../gone;");
        Assert.Equal(1, run.Status);
        Assert.StartsWith("error: The working directory is not accessible; it may have been deleted.", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>With fewer the runtime itself does not start, and says so in its own words.</summary>
    [SkippableTheory]
    [InlineData(55)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(66)]
    [InlineData(80)]
    [InlineData(92)]
    [InlineData(127)]
    public async Task Few_file_handles_are_one_message(int handles)
    {
        using var folder = Scene();
        var run = await RunAsync(folder, $"run examples/retention.yaml {Now}", $"ulimit -n {handles};");
        Assert.Equal(
            new CliRun(
                "",
                $"error: Too few file handles: the limit is {handles}, and at least 128 are needed (see 'ulimit -n'). Nothing was done.\n",
                1
            ),
            run
        );
    }

    private static TemporaryFolder Scene()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux has /dev/full.");
        var folder = new TemporaryFolder();
        folder.CopyFromRepository("examples");
        return folder;
    }

    private static async Task<CliRun> RunAsync(TemporaryFolder folder, string command, string before = "")
    {
        var run = await TestProcess.RunAsync(
            "bash",
            ["-c", $"{before} exec dotnet \"$0\" {command}", TestProcess.PolicyEngine],
            folder.Path,
            Tight
        );
        return new CliRun(run.Output, run.Error, run.Status);
    }

    private static List<string?> Blobs(TemporaryFolder folder) =>
        [
            .. Directory
                .GetFiles(Path.Combine(folder.Path, "examples/registry/blobs/sha256"))
                .Select(Path.GetFileName)
                .Order(StringComparer.Ordinal),
        ];
}
