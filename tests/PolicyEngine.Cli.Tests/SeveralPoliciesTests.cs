namespace PolicyEngine.Cli.Tests;

/// <summary>Several policies and <c>--target</c>: one that is written for other repositories does not apply to it.</summary>
public sealed class SeveralPoliciesTests : IDisposable
{
    private const string Digest = "sha256:6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b";
    private const string Other = "sha256:d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("r.example.com/acme/web", "r.example.com/acme/web", "r.example.com/acme/web", true)]
    [InlineData("r.example.com/acme/*", "r.example.com/acme/web", "r.example.com/acme/web", true)]
    [InlineData("r.example.com/acme/web", "r.example.com/acme/*", "r.example.com/acme/web", true)]
    [InlineData("r.example.com/**", "r.example.com/*/web", "r.example.com/acme/web", true)]
    [InlineData("R.Example.com/acme/web", "r.example.com/acme/web", "r.example.com/acme/web", true)]
    [InlineData("r.example.com:443/acme/web", "r.example.com/acme/web", "r.example.com/acme/web", true)]
    [InlineData("r.example.com/acme/web", "r.example.com:443/acme/web", "r.example.com:443/acme/web", true)]
    [InlineData("ghcr.io/ACME/Web", "ghcr.io/acme/web", "ghcr.io/acme/web", true)]
    [InlineData("r.example.com/acme/api", "r.example.com/acme/web", "r.example.com/acme/web", false)]
    [InlineData("r.example.com/acme/web-*", "r.example.com/acme/*", "r.example.com/acme/web", false)]
    [InlineData("r.example.com/acme/Web", "r.example.com/acme/web", "r.example.com/acme/web", false)]
    [InlineData("r.example.com/*", "r.example.com/acme/web", "r.example.com/acme/web", false)]
    [InlineData("r.example.com:5000/acme/web", "r.example.com/acme/web", "r.example.com/acme/web", false)]
    [InlineData("other.example.com/acme/web", "r.example.com/acme/web", "r.example.com/acme/web", false)]
    [InlineData(
        "{ registry: r.example.com, repositories: [\"**\", \"!acme/web\"] }",
        "r.example.com/acme/web",
        "r.example.com/acme/web",
        false
    )]
    [InlineData("{ registry: r.example.com, repositories: [\"!acme/api\"] }", "r.example.com/acme/web", "r.example.com/acme/web", true)]
    [InlineData("{ registry: r.example.com }", "r.example.com/acme/web", "r.example.com/acme/web", true)]
    [InlineData("oci-layout:web", "r.example.com/acme/web", "r.example.com/acme/web", false)]
    public async Task A_policy_applies_to_what_its_own_targets_mean(string own, string target, string repository, bool applies)
    {
        WritePolicies(own);
        WriteSnapshot(repository);
        var plan = await RunAsync("plan", "policies", "--target", target, "--snapshot", "s.json");
        Assert.Equal(0, plan.Status);
        Assert.Equal(applies, plan.Output.Contains("  - 'old'", StringComparison.Ordinal));
        Assert.Equal(!applies, plan.Output.Contains("PE4080: The policy 'policies/own.yaml' is not applied", StringComparison.Ordinal));

        var all = await RunAsync("plan", "policies", "--target", target, "--snapshot", "s.json", "--all-policies");
        Assert.Contains("  - 'old'", all.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("PE4080", all.Output, StringComparison.Ordinal);

        var one = await RunAsync("plan", "policies/own.yaml", "--target", target, "--snapshot", "s.json");
        Assert.Contains("  - 'old'", one.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plan", "policies")]
    [InlineData("run", "policies")]
    [InlineData("explain", "r.example.com/acme/web:old")]
    [InlineData("graph", "r.example.com/acme/web")]
    [InlineData("diff", "policies")]
    public async Task Where_no_policy_is_written_for_the_target_the_night_is_not_green(string command, string argument)
    {
        WritePolicies("r.example.com/acme/api");
        _folder.Write("policies/everywhere.yaml", Policy("r.example.com/acme/db", "db"));
        WriteSnapshot("r.example.com/acme/web");
        string[] rest = command switch
        {
            "plan" => ["--target", "r.example.com/acme/web"],
            "run" => ["--target", "r.example.com/acme/web", "--dry-run"],
            "diff" => ["policies", "--target", "r.example.com/acme/web"],
            _ => ["policies"],
        };
        var run = await RunAsync([command, argument, .. rest, "--snapshot", "s.json"]);
        Assert.Equal(3, run.Status);
        Assert.Contains(
            "error: No policy is written for 'r.example.com/acme/web', so nothing was done. Use --all-policies to apply",
            run.Error,
            StringComparison.Ordinal
        );
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task A_saved_plan_knows_that_all_policies_applied()
    {
        _folder.Write("policies/web.yaml", Policy("r.example.com/acme/web", "web"));
        _folder.Write("policies/api.yaml", Policy("r.example.com/acme/api", "api"));
        WriteSnapshot("r.example.com/acme/web");
        string[] plan = ["plan", "policies", "--target", "r.example.com/acme/web", "--snapshot", "s.json", "--format", "json"];
        Assert.DoesNotContain("allPolicies", (await RunAsync(plan)).Output, StringComparison.Ordinal);
        Assert.Contains("\"allPolicies\": true", (await RunAsync([.. plan, "--all-policies"])).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_targets_those_with_a_policy_are_planned_and_the_others_told()
    {
        _folder.Write("policies/web.yaml", Policy("r.example.com/acme/web", "web"));
        _folder.Write("policies/api.yaml", Policy("r.example.com/acme/api", "api"));
        WriteSnapshot("r.example.com/acme/web", "r.example.com/acme/api", "r.example.com/acme/db");
        var listed = await RunAsync("plan", "policies", "--target", "r.example.com/acme/*", "--snapshot", "s.json");
        Assert.Equal(0, listed.Status);
        Assert.Contains(
            "warning: No policy is written for 'r.example.com/acme/db', so nothing is done there.",
            listed.Error,
            StringComparison.Ordinal
        );
        Assert.Contains("  - 'web'", listed.Output, StringComparison.Ordinal);
        Assert.Contains("  - 'api'", listed.Output, StringComparison.Ordinal);

        var named = await RunAsync(
            "plan",
            "policies",
            "--target",
            "r.example.com/acme/web",
            "--target",
            "r.example.com/acme/db",
            "--snapshot",
            "s.json"
        );
        Assert.Equal(3, named.Status);
        Assert.Contains(
            "error: No policy is written for 'r.example.com/acme/db', so nothing is done there.",
            named.Error,
            StringComparison.Ordinal
        );
        Assert.Contains("  - 'web'", named.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_layout_is_the_same_folder_by_whatever_path()
    {
        _folder.CopyFromRepository("examples");
        _folder.Write("policies/own.yaml", Policy("oci-layout:../examples/registry", "own"));
        _folder.Write("policies/other.yaml", Policy("oci-layout:../examples/elsewhere", "other"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "linked"), Path.Combine(_folder.Path, "examples"));
        foreach (
            var path in new[]
            {
                "examples/registry",
                "./examples//registry/",
                "linked/registry",
                Path.Combine(_folder.Path, "examples/registry"),
            }
        )
        {
            var plan = await RunAsync("plan", "policies", "--target", $"oci-layout:{path}");
            Assert.Contains("  - 'own'", plan.Output, StringComparison.Ordinal);
            Assert.Contains("PE4080: The policy 'policies/other.yaml' is not applied", plan.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Run_deletes_nothing_by_policies_of_other_repositories()
    {
        _folder.CopyFromRepository("examples");
        _folder.Write(
            "policies/own.yaml",
            Policy("oci-layout:../examples/registry", "own").Replace("\"*\"", "pr-4", StringComparison.Ordinal)
        );
        _folder.Write("policies/other.yaml", Policy("oci-layout:../examples/elsewhere", "other"));
        var run = await RunAsync(
            "run",
            "policies",
            "--target",
            "oci-layout:examples/registry",
            "--yes",
            "--journal",
            "j.jsonl",
            "--format",
            "json"
        );
        Assert.Equal(0, run.Status);
        Assert.Contains("\"rule\":\"own\"", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"rule\":\"other\"", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_says_which_policies_are_not_applied()
    {
        WritePolicies("r.example.com/acme/api");
        WriteSnapshot("r.example.com/acme/web");
        var explained = await RunAsync("explain", "r.example.com/acme/web:old", "policies", "--snapshot", "s.json");
        Assert.Equal(0, explained.Status);
        Assert.Contains(
            "'policies/own.yaml' is not applied: it is written for other repositories.",
            explained.Error,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("'old' deletes", explained.Output, StringComparison.Ordinal);
    }

    private static string Policy(string target, string rule) =>
        $$"""
            version: 1
            targets: [{{(target.StartsWith('{') ? target : $"\"{target}\"")}}]
            rules: [{ id: {{rule}}, match: { tags: ["*"] }, delete: { older-than: 7d } }]
            """;

    private void WritePolicies(string own)
    {
        _folder.Write("policies/own.yaml", Policy(own, "old"));
        _folder.Write(
            "policies/everywhere.yaml",
            """
            version: 1
            protect: [{ tags: [latest] }]
            rules: [{ id: none, match: { tags: [none] }, delete: all }]
            """
        );
    }

    private void WriteSnapshot(params string[] repositories) =>
        _folder.Write(
            "s.json",
            $$"""
        {"formatVersion":1,"repositories":[{{string.Join(',', repositories.Select(r => $$"""
            {"registry":"{{r[..r.IndexOf('/', StringComparison.Ordinal)]}}","name":"{{r[(r.IndexOf('/', StringComparison.Ordinal) + 1)..]}}",
            "provider":"{{(r.StartsWith("ghcr", StringComparison.Ordinal) ? "ghcr" : "oci")}}","complete":true,"manifests":[
            {"digest":"{{Digest}}","tags":["old"],"pushedAt":"2026-01-01T00:00:00Z"},
            {"digest":"{{Other}}","tags":["latest"],"pushedAt":"2026-05-31T00:00:00Z"}]}
            """))}}]}
        """
        );

    private Task<CliRun> RunAsync(params string[] args) => CliRun.RunAsync(_folder.Path, args);
}
