using PolicyEngine.Testing;

namespace PolicyEngine.Cli.Tests;

/// <summary>Policies that go by facts of git, from plan to apply, with a real repository.</summary>
public sealed class FactsTests : IDisposable
{
    private const string Policy = """
        version: 1
        targets: ["oci-layout:./registry"]
        settings: { age-from: [created] }
        facts: { git: { path: clone } }
        rules:
          - id: gone
            match: { tags: { regex: "(?<name>pr)-.*" }, branch: { name: name, state: gone } }
            delete: all
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal)
    {
        ["PATH"] = Environment.GetEnvironmentVariable("PATH")!,
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_branch_keeps_that_came_since_the_plan_is_kept()
    {
        await MakeAsync();
        var planned = await RunAsync("plan", "policy.yaml", "--out", "plan.json");
        Assert.Equal(0, planned.Status);
        Assert.Contains(
            "the branch 'pr' is gone",
            File.ReadAllText(Path.Combine(_folder.Path, "plan.json")).Replace("\\u0027", "'", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.Contains("pr-1", planned.Output, StringComparison.Ordinal);

        await GitAsync("clone", "push", "-q", "origin", "main:pr");
        var applied = await RunAsync("apply", "plan.json", "--yes");
        Assert.Contains("The facts that the policies go by have changed since the plan was made", applied.Error, StringComparison.Ordinal);
        Assert.Contains("pr-1", _folder.Read("registry/index.json"), StringComparison.Ordinal);

        await GitAsync("clone", "push", "-q", "origin", "--delete", "pr");
        Assert.Equal(0, (await RunAsync("run", "policy.yaml", "--yes")).Status);
        Assert.DoesNotContain("\"pr-1\"", _folder.Read("registry/index.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_fails_deletes_nothing_and_is_exit_code_3()
    {
        await MakeAsync();
        Directory.Delete(Path.Combine(_folder.Path, "remote.git"), recursive: true);
        var run = await RunAsync("run", "policy.yaml", "--yes");
        Assert.Equal(3, run.Status);
        Assert.Contains("PE4040", run.Output, StringComparison.Ordinal);
        Assert.Contains("pr-1", _folder.Read("registry/index.json"), StringComparison.Ordinal);
        Assert.Equal(3, (await RunAsync("facts", "policy.yaml")).Status);
    }

    [Fact]
    public async Task An_apply_without_the_policies_does_nothing()
    {
        await MakeAsync();
        Assert.Equal(0, (await RunAsync("plan", "policy.yaml", "--out", "plan.json")).Status);
        File.Delete(Path.Combine(_folder.Path, "policy.yaml"));
        var applied = await RunAsync("apply", "plan.json", "--yes");
        Assert.NotEqual(0, applied.Status);
        Assert.Contains("facts of git or GitHub", applied.Error, StringComparison.Ordinal);
        Assert.Contains("pr-1", _folder.Read("registry/index.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Facts_are_printed_with_where_they_are_from()
    {
        await MakeAsync();
        var facts = await RunAsync("facts", "policy.yaml", "--verbose");
        Assert.Equal(0, facts.Status);
        Assert.Contains("the remote 'origin' of the clone 'clone'", facts.Output, StringComparison.Ordinal);
        Assert.Contains("branch main", facts.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_apply_needs_no_values_of_inputs()
    {
        _folder.CopyFromRepository("examples/registry");
        _folder.Write(
            "policy.yaml",
            """
            version: 1
            targets: ["oci-layout:./examples/registry"]
            inputs: { pr: { type: number }, word: { type: text } }
            rules:
              - { id: closed, match: { tags: ["${{ inputs.word }}-${{ inputs.pr }}"] }, delete: { older-than: "${{ inputs.pr }}d" } }
            """
        );
        Assert.Equal(0, (await RunAsync("plan", "policy.yaml", "--set", "pr=1", "--set", "word=pr", "--out", "plan.json")).Status);
        var applied = await RunAsync("apply", "plan.json", "--yes");
        Assert.Equal(0, applied.Status);
        Assert.DoesNotContain("\"pr-1\"", _folder.Read("examples/registry/index.json"), StringComparison.Ordinal);
        Assert.Contains("\"pr-2\"", _folder.Read("examples/registry/index.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_answers_for_the_clone_of_each_policy()
    {
        await MakeAsync();
        foreach (var name in (string[])["web", "api"])
        {
            _folder.Write($"{name}/policy.yaml", Policy.Replace("./registry", "../registry", StringComparison.Ordinal));
            await GitAsync(".", "clone", "-q", "remote.git", $"{name}/clone");
        }

        await GitAsync("web/clone", "push", "-q", "origin", "main:pr");
        await GitAsync("api/clone", "remote", "set-url", "origin", "../../other.git");
        await GitAsync(".", "clone", "-q", "--bare", "remote.git", "other.git");
        await GitAsync(".", "--git-dir", "other.git", "branch", "-D", "pr");
        string[] snapshot = ["snapshot", "oci-layout:registry", "--policy", "web/policy.yaml", "--policy", "api/policy.yaml"];
        Assert.Equal(0, (await RunAsync([.. snapshot, "--output", "state.json"])).Status);
        Directory.Delete(Path.Combine(_folder.Path, "remote.git"), recursive: true);
        Directory.Delete(Path.Combine(_folder.Path, "other.git"), recursive: true);

        Assert.DoesNotContain("the branch 'pr' is gone", (await PlanAsync("web/policy.yaml")).Output, StringComparison.Ordinal);
        Assert.Contains("the branch 'pr' is gone", (await PlanAsync("./api/policy.yaml")).Output, StringComparison.Ordinal);

        // Another folder has another clone, and nobody answers for that.
        _folder.Write("new/policy.yaml", Policy);
        Assert.Equal(3, (await PlanAsync("new/policy.yaml")).Status);

        Task<CliRun> PlanAsync(string policy) => RunAsync("plan", policy, "--snapshot", "state.json", "--format", "json");
    }

    private Task<CliRun> RunAsync(params string[] arguments) => CliRun.RunAsync(_folder.Path, arguments, _variables);

    private async Task MakeAsync()
    {
        _folder.CopyFromRepository("examples/registry");
        Directory.Move(Path.Combine(_folder.Path, "examples", "registry"), Path.Combine(_folder.Path, "registry"));
        _folder.Write("policy.yaml", Policy);
        await GitAsync(".", "init", "-q", "--bare", "-b", "main", "remote.git");
        await GitAsync(".", "clone", "-q", "remote.git", "clone");
        await GitAsync("clone", "checkout", "-q", "-b", "main");
        await GitAsync("clone", "commit", "-q", "--allow-empty", "-m", "first");
        await GitAsync("clone", "push", "-q", "origin", "main");
    }

    private async Task GitAsync(string path, params string[] arguments)
    {
        var variables = new Dictionary<string, string?>
        {
            ["GIT_AUTHOR_NAME"] = "Ann",
            ["GIT_AUTHOR_EMAIL"] = "ann@example.com",
            ["GIT_COMMITTER_NAME"] = "Ann",
            ["GIT_COMMITTER_EMAIL"] = "ann@example.com",
            ["GIT_CONFIG_GLOBAL"] = "/dev/null",
            ["GIT_CONFIG_NOSYSTEM"] = "1",
        };
        var ended = await TestProcess.RunAsync("git", arguments, Path.Combine(_folder.Path, path), variables);
        Assert.True(ended.Status == 0, $"git {string.Join(' ', arguments)}: {ended.Error}");
    }
}
