using System.Text.Json;
using PolicyEngine.Fakes;

namespace PolicyEngine.Cli.Tests;

/// <summary>Plans of a package on a fake of GitHub's registry: lazily read, and the same as of a whole snapshot.</summary>
public sealed class GhcrPlanTests
{
    private const string Token = "classic-token-of-octocat";
    private const string Policy = """
        version: 1
        targets: ["ghcr.io/acme/*"]
        limits: { max-delete: 50% }
        rules:
          - id: old
            match: { tags: ["v1.*"] }
            delete: { older-than: 30d, except-newest: 12 }
        """;

    private static readonly Fakes.Scenario World = new()
    {
        Owners = new Dictionary<string, string> { ["acme"] = "Organization" },
        Tokens =
        [
            new FakeToken
            {
                Value = Token,
                Login = "octocat",
                Scopes = ["read:packages"],
            },
        ],
        Packages =
        [
            new ScenarioPackage
            {
                Owner = "acme",
                Name = "web",
                Images = 20,
            },
            new ScenarioPackage
            {
                Owner = "acme",
                Name = "api",
                Images = 3,
            },
        ],
    };

    [Fact]
    public async Task A_live_plan_reads_only_what_goes_and_is_the_plan_of_a_snapshot()
    {
        await using var fake = await FakeGhcr.StartAsync(World);
        using var folder = new TemporaryFolder();
        folder.Write("policy.yaml", Policy);
        string[] registry = ["--registry-url", fake.Url.ToString(), "--api-url", fake.ApiUrl.ToString(), "--no-cache", "--quiet"];

        var live = await RunAsync(folder, ["plan", "policy.yaml", "--format", "json", "--now", "2026-03-01", .. registry]);
        var lazyRequests = fake.Traffic.Total;
        fake.Traffic.Clear();
        var snapshot = await RunAsync(folder, ["snapshot", "ghcr.io/acme/*", "--output", "snapshot.json.gz", .. registry]);
        var replayed = await RunAsync(
            folder,
            ["plan", "policy.yaml", "--format", "json", "--now", "2026-03-01", "--snapshot", "snapshot.json.gz", "--quiet"]
        );

        Assert.Equal("", live.Error);
        Assert.Equal("", snapshot.Error);
        Assert.Equal(Decisions(replayed.Output), Decisions(live.Output));
        Assert.Contains("acme/web delete 72", Decisions(live.Output), StringComparison.Ordinal);
        Assert.True(lazyRequests < fake.Traffic.Total, $"{lazyRequests} requests of a plan, {fake.Traffic.Total} of a snapshot");
        Assert.DoesNotContain(Token, live.Output + live.Error + snapshot.Output + snapshot.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("""{"architecture":"amd64","os":"linux"}""")]
    public async Task A_child_of_an_index_that_is_listed_as_an_image_stays_though_another_image_of_it_goes(string? platform)
    {
        var first = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var (shared, other) = ("", "");
        await using var fake = await FakeGhcr.StartAsync(
            World with
            {
                Tokens =
                [
                    new FakeToken
                    {
                        Value = Token,
                        Login = "octocat",
                        Scopes = ["read:packages", "delete:packages"],
                    },
                ],
                Packages = [],
                Setup = state =>
                {
                    var package = state.AddPackage("acme", "web");
                    var leaf = package.PushManifest("leaf", first);
                    package.PushIndexOfImages([package.PushIndex([leaf], first)], first, platform, "latest");
                    var alone = package.PushManifest("other", first);
                    package.PushIndex([leaf, alone], first, "v1.0.0");
                    (shared, other) = (leaf.Digest, alone.Digest);
                },
            }
        );
        using var folder = new TemporaryFolder();
        folder.Write(
            "policy.yaml",
            "version: 1\ntargets: [ghcr.io/acme/web]\nrules: [{ id: old, match: { tags: [\"v1.*\"] }, delete: { older-than: 30d } }]\n"
        );

        var run = await RunAsync(
            folder,
            [
                "run",
                "policy.yaml",
                "--yes",
                "--now",
                "2026-03-01",
                "--registry-url",
                fake.Url.ToString(),
                "--api-url",
                fake.ApiUrl.ToString(),
                "--no-cache",
            ]
        );

        Assert.True(run.Status == 0, run.Output + run.Error);
        var left = fake.With(state => state.Find("acme/web")!.Active.Select(v => v.Digest).ToArray());
        Assert.Contains(shared, left);
        Assert.DoesNotContain(other, left);
    }

    [Theory]
    [InlineData("plan", "policy.yaml")]
    [InlineData("run", "policy.yaml", "--yes")]
    [InlineData("snapshot", "ghcr.io/acme/web")]
    [InlineData("check", "ghcr.io/acme/web")]
    public async Task A_clock_forty_days_ahead_stops_the_run_and_both_times_are_named(params string[] args)
    {
        var real = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
        await using var fake = await FakeGhcr.StartAsync(World, clock: new Microsoft.Extensions.Time.Testing.FakeTimeProvider(real));
        fake.Faults.Add(
            new Fault
            {
                Pattern = ".",
                Times = int.MaxValue,
                Kind = FaultKind.Status,
                Status = 200,
                Body = "[]",
                Headers = new Dictionary<string, string> { ["Date"] = "Mon, 01 Jun 2026 00:00:00 GMT" },
            }
        );
        using var folder = new TemporaryFolder();
        folder.Write("policy.yaml", Policy);

        var run = await CliRun.RunAsync(
            folder.Path,
            [.. args, "--registry-url", fake.Url.ToString(), "--api-url", fake.ApiUrl.ToString(), "--no-cache", "--quiet"],
            new Dictionary<string, string> { ["POLICYENGINE_TOKEN"] = Token },
            new Microsoft.Extensions.Time.Testing.FakeTimeProvider(real.AddDays(40)),
            environment => environment with { ChecksClock = true }
        );

        Assert.Equal(3, run.Status);
        Assert.Contains("2026-07-11 00:00:00 UTC", run.Error, StringComparison.Ordinal);
        Assert.Contains("2026-06-01 00:00:00 UTC", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ghcr.io/ACME/*")]
    [InlineData("ghcr.io/Acme/Web", "ghcr.io/acme/web", "ghcr.io/ACME/api")]
    public async Task Names_on_GitHub_are_the_same_in_capitals(params string[] targets)
    {
        await using var fake = await FakeGhcr.StartAsync(World);
        using var folder = new TemporaryFolder();
        folder.Write("policy.yaml", Policy.Replace("acme", "Acme", StringComparison.Ordinal));
        var run = await RunAsync(
            folder,
            [
                "plan",
                "policy.yaml",
                .. targets.SelectMany(t => new[] { "--target", t }),
                "--format",
                "json",
                "--now",
                "2026-03-01",
                "--registry-url",
                fake.Url.ToString(),
                "--api-url",
                fake.ApiUrl.ToString(),
                "--no-cache",
                "--quiet",
            ]
        );

        Assert.Equal("", run.Error);
        Assert.Equal(
            ["acme/api", "acme/web"],
            JsonDocument
                .Parse(run.Output)
                .RootElement.GetProperty("repositories")
                .EnumerateArray()
                .Select(r => r.GetProperty("name").GetString())
        );
        Assert.Contains("acme/web delete 72", Decisions(run.Output), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("keep", "Acme/Web")]
    [InlineData("keep", "acme/web")]
    [InlineData("delete", "**", "!Acme/W*")]
    public async Task A_rule_for_a_package_on_GitHub_is_for_it_in_capitals_too(string action, params string[] repositories)
    {
        await using var fake = await FakeGhcr.StartAsync(World);
        using var folder = new TemporaryFolder();
        folder.Write(
            "policy.yaml",
            $"""
            version: 1
            targets: [ghcr.io/Acme/Web]
            rules:
              - id: narrow
                repositories: [{string.Join(", ", repositories.Select(r => $"'{r}'"))}]
                {action}: all
            {(action == "keep" ? "  - { id: old, delete: { older-than: 1d } }" : "")}
            """
        );
        string[] registry = ["--registry-url", fake.Url.ToString(), "--api-url", fake.ApiUrl.ToString(), "--no-cache", "--quiet"];
        var live = await RunAsync(folder, ["plan", "policy.yaml", "--format", "json", "--now", "2026-03-01", .. registry]);
        Assert.Contains("acme/web delete 0:", Decisions(live.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_all_packages_take_is_announced_and_those_that_do_not_fit_are_not_begun_with()
    {
        await using var fake = await FakeGhcr.StartAsync(
            World with
            {
                Packages =
                [
                    .. Enumerable
                        .Range(1, 5)
                        .Select(i => new ScenarioPackage
                        {
                            Owner = "acme",
                            Name = $"app-{i}",
                            Images = 1,
                        }),
                ],
                PrimaryLimit = 1000,
                PrimaryUsed = 995,
            }
        );
        using var folder = new TemporaryFolder();
        folder.Write("policy.yaml", Policy);
        var run = await RunAsync(
            folder,
            [
                "plan",
                "policy.yaml",
                "--format",
                "json",
                "--now",
                "2026-03-01",
                "--registry-url",
                fake.Url.ToString(),
                "--api-url",
                fake.ApiUrl.ToString(),
                "--no-cache",
            ]
        );

        var repositories = JsonDocument.Parse(run.Output).RootElement.GetProperty("repositories").EnumerateArray().ToArray();
        Assert.Equal(3, repositories.Count(r => r.GetProperty("status").GetString() == "planned"));
        Assert.All(repositories.Where(r => r.GetProperty("status").GetString() == "incomplete"), r =>
            Assert.Matches(
                @"^Listing 'acme/app-[1-5]' needs 1 request.*, and GitHub's API allows this token [0-9] until ",
                r.GetProperty("reason").GetString()
            )
        );
        Assert.StartsWith(
            "ghcr.io/acme/*: 5 packages, 45 versions; listing takes 5 requests of the 3 that GitHub allows until ",
            run.Error,
            StringComparison.Ordinal
        );
        Assert.Equal(3, run.Status);
    }

    [Fact]
    public async Task Packages_that_say_to_have_more_versions_than_numbers_can_count_are_incomplete()
    {
        await using var fake = await FakeGhcr.StartAsync(
            World with
            {
                Setup = state =>
                {
                    state.Find("acme/web")!.ClaimedCount = int.MaxValue;
                    state.Find("acme/api")!.ClaimedCount = int.MaxValue;
                },
            }
        );
        using var folder = new TemporaryFolder();
        folder.Write("policy.yaml", Policy);
        var run = await RunAsync(
            folder,
            [
                "plan",
                "policy.yaml",
                "--format",
                "json",
                "--now",
                "2026-03-01",
                "--registry-url",
                fake.Url.ToString(),
                "--api-url",
                fake.ApiUrl.ToString(),
                "--no-cache",
            ]
        );
        Assert.Equal(3, run.Status);
        Assert.StartsWith(
            "ghcr.io/acme/*: 2 packages, 2147483647 versions; listing takes 42949676 requests",
            run.Error,
            StringComparison.Ordinal
        );
        Assert.Equal("acme/api delete 0: ", Decisions(run.Output).Split('\n')[0]);
    }

    [Fact]
    public async Task A_target_of_the_command_line_replaces_those_of_the_policy()
    {
        await using var fake = await FakeGhcr.StartAsync(World);
        using var folder = new TemporaryFolder();
        folder.Write("policy.yaml", Policy);
        var run = await RunAsync(
            folder,
            [
                "plan",
                "policy.yaml",
                "--target",
                "ghcr.io/acme/api",
                "--format",
                "json",
                "--registry-url",
                fake.Url.ToString(),
                "--api-url",
                fake.ApiUrl.ToString(),
                "--no-cache",
                "--quiet",
            ]
        );
        Assert.Equal("", run.Error);
        Assert.DoesNotContain("acme/web", run.Output, StringComparison.Ordinal);
        Assert.Contains("acme/api", run.Output, StringComparison.Ordinal);
    }

    private static Task<CliRun> RunAsync(TemporaryFolder folder, string[] args) =>
        CliRun.RunAsync(folder.Path, args, new Dictionary<string, string> { ["POLICYENGINE_TOKEN"] = Token }, TimeProvider.System);

    private static string Decisions(string plan)
    {
        using var json = JsonDocument.Parse(plan);
        var lines = json
            .RootElement.GetProperty("repositories")
            .EnumerateArray()
            .SelectMany(r =>
                new[] { "delete", "untag", "retain", "keep" }.Select(list =>
                    $"{r.GetProperty("name")} {list} {r.GetProperty(list).GetArrayLength()}: "
                    + $"{string.Join(' ', r.GetProperty(list).EnumerateArray().Select(m => m.GetProperty("digest").GetString()))}"
                )
            );
        return string.Join('\n', lines);
    }
}
