using Microsoft.Extensions.Time.Testing;
using PolicyEngine.Fakes;

namespace PolicyEngine.Cli.Tests;

/// <summary>A plan is not carried out by a machine whose clock is wrong: what it calls old may be new.</summary>
public sealed class ApplyClockTests
{
    private static readonly DateTimeOffset Real = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(40 * 24 * 60, "2026-07-11 00:00:00 UTC")]
    [InlineData(-6, "2026-05-31 23:54:00 UTC")]
    public async Task Apply_refuses_before_the_first_deletion_and_names_both_times(int minutes, string ours)
    {
        await using var fake = await StartAsync();
        using var folder = await PlanAsync(fake);
        var run = await ApplyAsync(fake, folder, Real.AddMinutes(minutes));
        Assert.Equal(3, run.Status);
        Assert.Contains(ours, run.Error, StringComparison.Ordinal);
        Assert.Contains("2026-06-01 00:00:00 UTC", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("--now", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, fake.With(state => state.Find("acme/web")!.Active.Count));
    }

    [Fact]
    public async Task Five_minutes_are_no_matter()
    {
        await using var fake = await StartAsync();
        using var folder = await PlanAsync(fake);
        var run = await ApplyAsync(fake, folder, Real.AddMinutes(4));
        Assert.True(run.Status == 0, run.Output + run.Error);
        Assert.Equal(1, fake.With(state => state.Find("acme/web")!.Active.Count));
    }

    private static Task<CliRun> ApplyAsync(FakeGhcr fake, TemporaryFolder folder, DateTimeOffset now)
    {
        fake.Faults.Add(
            new Fault
            {
                Pattern = ".",
                Times = int.MaxValue,
                Kind = FaultKind.Headers,
                Headers = new Dictionary<string, string> { ["Date"] = "Mon, 01 Jun 2026 00:00:00 GMT" },
            }
        );
        return CliRun.RunAsync(
            folder.Path,
            ["apply", "plan.json", .. Places(fake)],
            Variables,
            new FakeTimeProvider(now) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) },
            environment => environment with { ChecksClock = true }
        );
    }

    private static readonly Dictionary<string, string> Variables = new() { ["POLICYENGINE_TOKEN"] = "token" };

    private static string[] Places(FakeGhcr fake) =>
        ["--registry-url", fake.Url.AbsoluteUri, "--api-url", fake.ApiUrl.AbsoluteUri, "--no-cache"];

    private static async Task<TemporaryFolder> PlanAsync(FakeGhcr fake)
    {
        var folder = new TemporaryFolder();
        folder.Write(
            "policy.yaml",
            "version: 1\ntargets: [ghcr.io/acme/web]\nprotect: [{ tags: [\"v*\"] }]\n"
                + "rules: [{ id: old, match: { tags: [\"pr-*\"] }, delete: all }]\n"
        );
        var plan = await CliRun.RunAsync(
            folder.Path,
            ["plan", "policy.yaml", "--out", "plan.json", .. Places(fake)],
            Variables,
            new FakeTimeProvider(Real)
        );
        Assert.True(plan.Status == 0, plan.Error);
        return folder;
    }

    private static Task<FakeGhcr> StartAsync() =>
        FakeGhcr.StartAsync(
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
                    package.PushManifest("release", Real.AddMonths(-3), tags: ["v1"]);
                    package.PushManifest("request", Real.AddMonths(-3), tags: ["pr-1"]);
                },
            },
            clock: new FakeTimeProvider(Real)
        );
}
