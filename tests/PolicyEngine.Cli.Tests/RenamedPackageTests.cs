using PolicyEngine.Fakes;

namespace PolicyEngine.Cli.Tests;

/// <summary>A package that a policy names, and that was renamed or deleted, fails the night.</summary>
public sealed class RenamedPackageTests
{
    private static readonly Dictionary<string, string> Variables = new() { ["POLICYENGINE_TOKEN"] = "token" };

    [Theory]
    [InlineData("plan", "ghcr.io/acme/renamed", 0)]
    [InlineData("run", "ghcr.io/acme/renamed", 0)]
    [InlineData("plan", "ghcr.io/acme/renamed, ghcr.io/acme/web", 1)]
    [InlineData("run", "ghcr.io/acme/renamed, ghcr.io/acme/web", 1)]
    [InlineData("plan", "ghcr.io/acme/old-*", 0)]
    [InlineData("run", "ghcr.io/acme/old-*", 0)]
    [InlineData("run", "ghcr.io/nobody/web", 0)]
    public async Task It_is_exit_code_3_and_the_other_targets_are_done(string command, string targets, int going)
    {
        await using var fake = await FakeGhcr.StartAsync(
            new PolicyEngine.Fakes.Scenario
            {
                PointsPerMinute = 100_000,
                Tokens =
                [
                    new FakeToken
                    {
                        Value = "token",
                        Login = "octocat",
                        Scopes = ["read:packages", "write:packages", "delete:packages"],
                    },
                ],
                Setup = state =>
                {
                    var package = state.AddPackage("acme", "web");
                    package.PushManifest("release", CliRun.Now.AddMonths(-3), tags: ["v1"]);
                    package.PushManifest("request", CliRun.Now.AddMonths(-3), tags: ["pr-1"]);
                },
            }
        );
        using var folder = new TemporaryFolder();
        folder.Write(
            "policy.yaml",
            $"version: 1\ntargets: [{string.Join(", ", targets.Split(", ").Select(target => $"\"{target}\""))}]\n"
                + $"protect: [{{ tags: [\"v*\"] }}]\nrules: [{{ id: old, match: {{ tags: [\"pr-*\"] }}, delete: all }}]\n"
        );
        var run = await CliRun.RunAsync(
            folder.Path,
            [command, "policy.yaml", "--registry-url", fake.Url.AbsoluteUri, "--api-url", fake.ApiUrl.AbsoluteUri, "--no-cache"],
            Variables,
            TimeProvider.System
        );
        Assert.True(run.Status == 3, $"{run.Status} {run.Output}{run.Error}");
        Assert.Contains("error: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(
            targets.Split('/')[1] == "nobody" ? "nobody"
                : targets.Contains('*', StringComparison.Ordinal) ? "policy.yaml"
                : "acme/renamed",
            run.Error,
            StringComparison.Ordinal
        );
        Assert.Equal(2 - (command == "run" ? going : 0), fake.With(state => state.Find("acme/web")!.Active.Count));
    }
}
