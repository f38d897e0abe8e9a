using System.Diagnostics;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Cli.Tests;

/// <summary>The real program on a disk that takes bytes and loses them: what cannot be recorded is not deleted.</summary>
public sealed class FailingDiskTests
{
    [SkippableTheory]
    [InlineData("EIO")]
    [InlineData("ENOSPC")]
    [InlineData("EDQUOT")]
    public async Task Nothing_is_deleted_where_the_disk_does_not_keep_the_journal(string error)
    {
        RealTool.Require("strace");
        using var folder = new TemporaryFolder();
        folder.CopyFromRepository("examples");
        folder.Write("policy.yaml", KilledApplyTests.Policy);
        await KilledApplyTests.PlanAsync(folder, "oci-layout:examples/registry", ["--now", "2026-06-01T00:00:00Z"]);
        var before = Names(folder);
        var start = new ProcessStartInfo("strace",
        [
            "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", $"inject=fsync,fdatasync:error={error}",
            "dotnet", Path.Combine(AppContext.BaseDirectory, "policyengine.dll"), "apply", "plan.json",
        ])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var said = await process.StandardError.ReadToEndAsync() + await output;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 4, $"{process.ExitCode}: {said}");
        Assert.Contains("nothing is deleted that cannot be recorded", said.ReplaceLineEndings(" ").Replace("  ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(before, Names(folder));
    }

    private static string[] Names(TemporaryFolder folder) =>
        [.. Directory.GetFiles(Path.Combine(folder.Path, "examples", "registry"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
