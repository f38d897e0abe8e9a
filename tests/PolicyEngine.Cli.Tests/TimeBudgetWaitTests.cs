using PolicyEngine.Fakes;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Cli.Tests;

/// <summary>While a run reads, a registry asks it to wait for longer than the
/// time budget leaves: it ends, and the next run does all of it.</summary>
public sealed class TimeBudgetWaitTests
{
    private const string Policy = """
        version: 1
        targets: [ghcr.io/acme/web]
        limits: { max-delete: 100% }
        rules: [{ id: old, match: { tags: ["pr-*"] }, delete: { older-than: 1d } }]
        """;

    /// <summary>One wait that is longer than the budget, several that are longer
    /// together, and waits that nobody asked for and that grow.</summary>
    public static TheoryData<string, int, string?> Waits
    {
        get
        {
            var all = new TheoryData<string, int, string?>();
            foreach (var pattern in (string[])["GET .*/packages/", "GET .*/versions", "GET /v2/acme/web/manifests/"])
            {
                all.Add(pattern, 429, "60");
                all.Add(pattern, 429, "15");
                all.Add(pattern, 429, null);
                all.Add(pattern, 503, "60");
                all.Add(pattern, 503, "15");
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Waits))]
    public async Task A_run_does_not_wait_beyond_its_time_budget_while_it_reads(string pattern, int status, string? seconds)
    {
        await using var fake = await StartAsync();
        using var folder = new TemporaryFolder();
        folder.Write("policy.yaml", Policy);
        fake.Faults.Add(
            new Fault
            {
                Pattern = pattern,
                Times = int.MaxValue,
                Kind = FaultKind.Status,
                Status = status,
                Headers = seconds is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["retry-after"] = seconds },
                Body = "{}",
            }
        );
        var clock = new ImpatientClock(CliRun.Now, TimeSpan.FromSeconds(99));
        var held = await RunAsync(fake, folder, clock, "--time-budget", "40s");
        Assert.True(held.Status == 3, held.Error);
        Assert.InRange(clock.GetUtcNow() - CliRun.Now, TimeSpan.Zero, TimeSpan.FromSeconds(42));
        Assert.Contains("The time budget ends before that.", held.Error, StringComparison.Ordinal);
        Assert.Equal(0, fake.Traffic.Count("DELETE "));

        fake.Faults.Clear();
        var next = await RunAsync(fake, folder, clock, "--time-budget", "40s");
        Assert.True(next.Status == 0, next.Error);
        Assert.Equal(3, fake.Traffic.Count("DELETE "));
    }

    [Fact]
    public async Task A_wait_within_the_time_budget_is_waited_for()
    {
        await using var fake = await StartAsync();
        using var folder = new TemporaryFolder();
        folder.Write("policy.yaml", Policy);
        fake.Faults.Add(
            new Fault
            {
                Pattern = "GET .*/versions",
                Times = 2,
                Kind = FaultKind.Status,
                Status = 429,
                Headers = new Dictionary<string, string> { ["retry-after"] = "15" },
                Body = "{}",
            }
        );
        var clock = new ImpatientClock(CliRun.Now, TimeSpan.FromSeconds(99));
        var run = await RunAsync(fake, folder, clock, "--time-budget", "40s");
        Assert.True(run.Status == 0, run.Error);
        Assert.Equal(3, fake.Traffic.Count("DELETE "));
    }

    private static Task<FakeGhcr> StartAsync() =>
        FakeGhcr.StartAsync(
            new Fakes.Scenario
            {
                Tokens =
                [
                    new FakeToken
                    {
                        Value = "token",
                        Login = "octocat",
                        Scopes = ["read:packages", "delete:packages"],
                    },
                ],
                Setup = state =>
                {
                    var package = state.AddPackage("acme", "web");
                    var first = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
                    package.PushManifest("release", first, tags: ["v1"]);
                    for (var i = 0; i < 3; i++)
                    {
                        package.PushManifest($"request {i}", first.AddMinutes(i), tags: [$"pr-{i}"]);
                    }
                },
            }
        );

    private static Task<CliRun> RunAsync(FakeGhcr fake, TemporaryFolder folder, TimeProvider clock, params string[] more) =>
        CliRun.RunAsync(
            folder.Path,
            [
                "run",
                "policy.yaml",
                "--yes",
                "--no-cache",
                "--quiet",
                "--registry-url",
                fake.Url.ToString(),
                "--api-url",
                fake.ApiUrl.ToString(),
                .. more,
            ],
            new Dictionary<string, string> { ["POLICYENGINE_TOKEN"] = "token" },
            clock
        );
}
