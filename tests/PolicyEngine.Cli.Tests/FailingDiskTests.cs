using PolicyEngine.Testing;
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
        var run = await TestProcess.RunAsync(
            "strace",
            [
                "-f",
                "-qq",
                "-o",
                "/dev/null",
                "-e",
                "trace=fsync,fdatasync",
                "-e",
                $"inject=fsync,fdatasync:error={error}",
                "dotnet",
                TestProcess.PolicyEngine,
                "apply",
                "plan.json",
            ],
            folder.Path
        );
        var said = run.Error + run.Output;
        Assert.True(run.Status == 4, $"{run.Status}: {said}");
        Assert.Contains(
            "nothing is deleted that cannot be recorded",
            said.ReplaceLineEndings(" ").Replace("  ", " ", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.Equal(before, Names(folder));
    }

    private static string[] Names(TemporaryFolder folder) =>
        [
            .. Directory
                .GetFiles(Path.Combine(folder.Path, "examples", "registry"), "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal),
        ];
}
