namespace PolicyEngine.Cli.Tests;

/// <summary><c>--watch</c>: the command runs again when a file changes, and ends when it is cancelled.</summary>
public sealed class WatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public WatchTests()
    {
        _folder.Write("policies/p.yaml", Policy("30d"));
        _folder.Write(
            "policies/p.policytest.yaml",
            "policy: p.yaml\nnow: 2026-06-01\ntests:\n  - name: old\n    repository: acme/web\n    images: [{ tags: [pr-1], pushed: "
                + "20d ago }]\n"
                + "    expect: { delete: [pr-1] }\n"
        );
        _folder.Write("state.json", Snapshot("pr-1"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_plan_is_made_again_when_a_policy_or_the_snapshot_changes()
    {
        var run = await RunAsync(
            ["plan", "--snapshot", "state.json", "--now", "2026-06-01", "--watch"],
            () => _folder.Write("policies/p.yaml", Policy("10d")),
            () => { },
            () => _folder.Write("state.json", Snapshot("pr-1234")),
            () => _folder.Write("policies/q.yaml", "version: 1\nprotect: [{ tags: ['pr-*'] }]\nrules: []\n"),
            () => _folder.Write("policies/q.yaml", "version: 1\nrules: [\n")
        );
        Assert.Equal(130, run.Status);
        string[] totals =
        [
            .. run
                .Output.Split('\n')
                .Where(line => line.StartsWith("Total:", StringComparison.Ordinal))
                .Select(line => line[..line.IndexOf(',')]),
        ];
        Assert.Equal(
            [
                "Total: nothing to delete",
                "Total: 1 of 1 image to delete (100 %)",
                "Total: 1 of 1 image to delete (100 %)",
                "Total: nothing to delete",
            ],
            totals
        );
        Assert.Contains("'policies/p.yaml' has changed.", run.Error, StringComparison.Ordinal);
        Assert.Contains("'state.json' has changed.", run.Error, StringComparison.Ordinal);
        Assert.Contains("policies/q.yaml:2:", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tests_run_again_when_the_policy_that_they_name_changes()
    {
        var run = await RunAsync(["test", "--watch"], () => _folder.Write("policies/p.yaml", Policy("10d")));
        Assert.Equal(130, run.Status);
        Assert.Contains("1 test: 0 passed, 1 failed.", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 test: 1 passed, 0 failed.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_missing_is_waited_for()
    {
        File.Delete(Path.Combine(_folder.Path, "state.json"));
        var run = await RunAsync(["plan", "--snapshot", "state.json", "--now", "2026-06-01", "--watch"], () =>
            _folder.Write("state.json", Snapshot("pr-1"))
        );
        Assert.Contains("error: 'state.json' does not exist.", run.Error, StringComparison.Ordinal);
        Assert.Contains("Total: nothing to delete", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registries_are_not_asked_again_and_again()
    {
        var run = await CliRun.RunAsync(_folder.Path, "plan", "--watch");
        Assert.Equal(2, run.Status);
        Assert.Contains("it needs a snapshot (--snapshot FILE)", run.Error, StringComparison.Ordinal);
    }

    /// <summary>Does one thing each time that the program waits, and then cancels it.</summary>
    private async Task<CliRun> RunAsync(string[] args, params Action[] steps)
    {
        using var cancellation = new CancellationTokenSource();
        var next = 0;
        return await CliRun.RunAsync(
            _folder.Path,
            args,
            new Dictionary<string, string>(),
            with: environment =>
                environment with
                {
                    Pause = token =>
                    {
                        if (next == steps.Length)
                        {
                            cancellation.Cancel();
                            return Task.FromCanceled(token);
                        }

                        steps[next++]();
                        return Task.CompletedTask;
                    },
                },
            cancellationToken: cancellation.Token
        );
    }

    private static string Policy(string age) =>
        $"version: 1\nname: p\nlimits: {{ min-remaining: 0 }}\nrules:\n  - {{ id: pulls, match: {{ tags: [\"pr-*\"] }}, delete: {{ "
        + $"older-than: {age} }} }}\n";

    private static string Snapshot(string tag) =>
        $$"""
            { "formatVersion": 1, "repositories": [ { "registry": "registry.example.com", "name": "acme/web", "provider": "oci",
              "complete": true, "manifests": [
              { "digest": "sha256:0000000000000000000000000000000000000000000000000000000000000001",
                "tags": ["{{tag}}"], "pushedAt": "2026-05-12T00:00:00Z" } ] } ] }
            """;
}
