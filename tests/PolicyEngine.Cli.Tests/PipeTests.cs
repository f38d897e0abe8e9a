using PolicyEngine.Testing;

namespace PolicyEngine.Cli.Tests;

/// <summary>A pipe or a device where a file is expected: a message, and never a program that waits for ever.</summary>
public sealed class PipeTests
{
    private const string Policy =
        "version: 1\nprotect: [{ in-use: { refs: [pipe] } }]\nrules: [{ id: old, match: { tags: [\"pr-*\"] }, delete: all }]\n";

    public static TheoryData<string> Commands =>
        [
            "validate PIPE",
            "plan PIPE --target r.example/web --snapshot empty.json",
            "plan plain.yaml --target r.example/web --snapshot PIPE",
            "plan policy.yaml --target r.example/web --snapshot empty.json",
            "plan plain.yaml --target r.example/web --snapshot empty.json --template PIPE --report report.md",
            "apply PIPE --yes",
            "restore PIPE",
            "import ghcr-cleanup-action PIPE",
            "test PIPE",
        ];

    [SkippableTheory]
    [MemberData(nameof(Commands))]
    public async Task A_pipe_that_nobody_writes_to_is_refused(string command)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no named pipes in folders.");
        using var folder = new TemporaryFolder();
        Fill(folder);
        await TestProcess.SucceedAsync("mkfifo", Path.Combine(folder.Path, "pipe"));
        await AssertRefusedAsync(folder, command, "pipe");
    }

    [SkippableTheory]
    [MemberData(nameof(Commands))]
    public async Task A_device_without_end_is_refused(string command)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such devices.");
        using var folder = new TemporaryFolder();
        Fill(folder);
        File.CreateSymbolicLink(Path.Combine(folder.Path, "pipe"), "/dev/zero");
        await AssertRefusedAsync(folder, command, "pipe");
    }

    [SkippableTheory]
    [InlineData("validate <(cat plain.yaml)")]
    [InlineData("validate /dev/stdin < plain.yaml")]
    [InlineData("validate /dev/null; test $? = 1")]
    public async Task What_a_shell_hands_over_is_read(string command)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such shell.");
        using var folder = new TemporaryFolder();
        Fill(folder);
        var run = await TestProcess.RunAsync("bash", ["-c", $"dotnet '{TestProcess.PolicyEngine}' {command}"], folder.Path);
        Assert.True(run.Status == 0, run.Error + run.Output);
    }

    private static void Fill(TemporaryFolder folder)
    {
        folder.Write("policy.yaml", Policy);
        folder.Write("plain.yaml", "version: 1\nrules: [{ id: old, match: { tags: [\"pr-*\"] }, delete: all }]\n");
        folder.Write(
            "empty.json",
            """{ "formatVersion": 1, "repositories": [ { "registry": "r.example", "name": "web", "provider": "oci", "complete": true, "manifests": [] } ] }"""
        );
    }

    private static async Task AssertRefusedAsync(TemporaryFolder folder, string command, string name)
    {
        // Off this thread: what waits inside of the system cannot be cancelled.
        var run = Task.Run(() => CliRun.RunAsync(folder.Path, command.Replace("PIPE", name, StringComparison.Ordinal).Split(' ')));
        Assert.Same(run, await Task.WhenAny(run, Task.Delay(TimeSpan.FromMinutes(2))));
        var (output, error, status) = await run;
        Assert.True(status is 1 or 2 or 3, $"{status}: {output}{error}");
        Assert.Contains(
            "it is a pipe or a device, not a file",
            $"{output}{error}".ReplaceLineEndings(" ").Replace("  ", " ", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }
}
