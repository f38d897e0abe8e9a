using System.Text;

namespace PolicyEngine.Cli.Tests;

/// <summary>How paths and files are spoken of: as the user wrote them, and with what to do.</summary>
public sealed class PathWordsTests
{
    private const string Policy =
        "version: 1\ntargets: [ghcr.io/acme/web]\nrules:\n  - id: old\n    match: { tags: [\"*\"] }\n    delete: { older-than: 30d }\n";

    [Fact]
    public async Task An_absolute_path_is_told_as_one_and_a_relative_one_too()
    {
        using var folder = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        elsewhere.Write("policies/web.yaml", Policy);
        var policies = Path.Combine(elsewhere.Path, "policies");
        foreach (var path in new[] { policies, Path.Combine(policies, "web.yaml") })
        {
            var absolute = await CliRun.RunAsync(folder.Path, "validate", path);
            Assert.StartsWith($"{policies}/web.yaml:5:21: warning PE3005", absolute.Output, StringComparison.Ordinal);
            var relative = await CliRun.RunAsync(elsewhere.Path, "validate", Path.GetRelativePath(elsewhere.Path, path));
            Assert.StartsWith("policies/web.yaml:5:21: warning PE3005", relative.Output, StringComparison.Ordinal);
        }

        var missing = Path.Combine(elsewhere.Path, "nope.yaml");
        Assert.Contains(
            $"'{missing}' does not exist",
            (await CliRun.RunAsync(folder.Path, "plan", missing)).Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16BE", false)]
    public async Task A_policy_in_UTF16_is_named_as_what_it_is(string encoding, bool hasMark)
    {
        using var folder = new TemporaryFolder();
        var how = Encoding.GetEncoding(encoding);
        await File.WriteAllBytesAsync(
            Path.Combine(folder.Path, "web.yaml"),
            [.. hasMark ? how.GetPreamble() : [], .. how.GetBytes(Policy)]
        );
        var run = await CliRun.RunAsync(folder.Path, "validate", "web.yaml");
        Assert.Equal(1, run.Status);
        Assert.Contains("PE1002: The file is not UTF-8 text: it is UTF-16; save it as UTF-8.", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".github/retention.yml")]
    [InlineData("retention.yaml")]
    [InlineData("policies.yaml")]
    [InlineData("policy/web.yaml")]
    [InlineData(".github/policies/web.yaml")]
    public async Task A_policy_that_is_nearly_where_it_is_looked_for_is_named(string path)
    {
        using var folder = new TemporaryFolder();
        folder.Write(path, Policy);
        var run = await CliRun.RunAsync(folder.Path, "validate");
        Assert.Equal(2, run.Status);
        Assert.Contains(
            $"Did you mean '{(path.EndsWith("/web.yaml", StringComparison.Ordinal) ? path[..^"/web.yaml".Length] : path)}'?",
            run.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Without_any_policy_the_way_to_a_first_one_is_named()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("policyengine init", (await CliRun.RunAsync(folder.Path, "plan")).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("examples", "oci-layout:examples/registry", "")]
    [InlineData("examples", "oci-layout:./examples/registry/", "")]
    [InlineData("examples", "oci-layout:registry", "examples")]
    [InlineData("$DIR/examples", "oci-layout:$DIR/examples/registry", "")]
    public async Task A_snapshot_of_a_layout_serves_the_policy_that_names_it_from_its_own_folder(
        string policies,
        string layout,
        string from
    )
    {
        using var folder = new TemporaryFolder();
        folder.CopyFromRepository("examples");
        var state = Path.Combine(folder.Path, "state.json");
        Assert.Equal(
            0,
            (
                await CliRun.RunAsync(
                    Path.Combine(folder.Path, from),
                    "snapshot",
                    layout.Replace("$DIR", folder.Path, StringComparison.Ordinal),
                    "--output",
                    state
                )
            ).Status
        );
        string[] plan = ["plan", policies.Replace("$DIR", folder.Path, StringComparison.Ordinal), "--now", "2026-06-01T00:00:00Z"];
        var live = await CliRun.RunAsync(folder.Path, plan);
        var made = await CliRun.RunAsync(folder.Path, [.. plan, "--snapshot", state]);
        Assert.Equal(0, made.Status);
        Assert.Equal(live.Output.Split('\n')[^2], made.Output.Split('\n')[^2]);
    }
}
