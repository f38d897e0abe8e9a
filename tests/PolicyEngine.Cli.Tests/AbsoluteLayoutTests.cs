namespace PolicyEngine.Cli.Tests;

public sealed class AbsoluteLayoutTests
{
    [Fact]
    public async Task A_layout_named_by_its_whole_path_is_cleaned_wherever_the_policy_is()
    {
        using var folder = new TemporaryFolder();
        folder.CopyFromRepository("examples");
        var layout = Path.Combine(folder.Path, "examples", "registry").Replace('\\', '/');
        folder.Write(
            "policies/web.yaml",
            $"version: 1\ntargets: [\"oci-layout:{layout}\"]\nprotect: [{{ tags: [\"v*\"] }}]\n"
                + $"rules: [{{ id: old, match: {{ tags: [pr-1] }}, delete: all }}]\n"
        );
        var run = await CliRun.RunAsync(folder.Path, "run");
        Assert.True(run.Status == 0, run.Error);
        Assert.Contains("2 deleted", run.Output, StringComparison.Ordinal);
    }
}
