using System.Text.Json;
using PolicyEngine.Fakes;

namespace PolicyEngine.Cli.Tests;

/// <summary>Nights in which GitHub's hour does not suffice for all packages,
/// with a token that is another one each night, as a workflow's is.</summary>
public sealed class RateLimitedNightsTests
{
    private const int Packages = 60;
    private const string Policy = """
        version: 1
        targets: ["ghcr.io/acme/*"]
        limits: { max-delete: 100% }
        rules:
          - id: old
            match: { tags: ["pr-*"] }
            delete: { older-than: 1d, except-newest: 1 }
        """;

    [Fact]
    public async Task Packages_that_were_left_out_come_first_the_next_night()
    {
        await using var fake = await FakeGhcr.StartAsync(World(40));
        using var folder = Folder();

        var first = Incomplete(await RunAsync(fake, folder, 0, "plan"));
        var second = Incomplete(await RunAsync(fake, folder, 1, "plan"));

        Assert.InRange(first.Count, Packages - 45, Packages - 30);
        Assert.NotEmpty(second);
        Assert.Empty(first.Intersect(second));
    }

    [Fact]
    public async Task All_packages_are_cleaned_after_some_nights_and_few_are_planned_whose_cleaning_does_not_fit()
    {
        await using var fake = await FakeGhcr.StartAsync(World(100));
        using var folder = Folder();
        var cleaned = 0;
        for (var night = 0; night < 14 && cleaned < Packages; night++)
        {
            var run = await RunAsync(fake, folder, night, "run", "--yes");
            var repositories = JsonDocument.Parse(run.Output).RootElement.GetProperty("repositories").EnumerateArray().ToArray();
            cleaned += repositories.Count(r => r.GetProperty("deleted").GetArrayLength() > 0);
            Assert.InRange(repositories.Count(r => r.GetProperty("notAttempted").GetArrayLength() > 0), 0, 3);
        }

        Assert.Equal(Packages, cleaned);
        Assert.All(
            fake.With(state =>
                Enumerable.Range(0, Packages).Select(i => state.Find($"acme/p{i:00}")!.Active.SelectMany(v => v.Tags).ToArray()).ToArray()
            ),
            tags => Assert.Equal(["pr-1"], tags)
        );
    }

    [Fact]
    public async Task What_the_times_in_the_cache_are_decides_an_order_and_breaks_nothing()
    {
        await using var fake = await FakeGhcr.StartAsync(World(40));
        using var folder = Folder();
        foreach (var content in (string[])["", "[]", """{"times":{"ghcr.io/acme/p00":7,"x":"never"}}""", """{"times":[]}""", "\0"])
        {
            folder.Write("cache/served.json", content);
            Assert.Equal(3, (await RunAsync(fake, folder, 2, "plan")).Status);
        }
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-3h")]
    [InlineData("3")]
    public async Task A_wait_that_is_not_a_duration_is_refused(string wait)
    {
        await using var fake = await FakeGhcr.StartAsync(World(40));
        using var folder = Folder();
        var run = await RunAsync(fake, folder, 0, "plan", $"--wait={wait}");
        Assert.Equal((2, $"error: --wait: '{wait}' is not a duration such as 30m or 3h.\n"), (run.Status, run.Error));
        Assert.Equal(0, fake.Traffic.Total);
    }

    private static Fakes.Scenario World(int limit) =>
        new()
        {
            Owners = new Dictionary<string, string> { ["acme"] = "Organization" },
            Tokens = [.. Enumerable.Range(0, 20).Select(Token)],
            Packages =
            [
                .. Enumerable
                    .Range(0, Packages)
                    .Select(i => new ScenarioPackage
                    {
                        Owner = "acme",
                        Name = $"p{i:00}",
                        Images = 2,
                        Platforms = 1,
                        Attestations = false,
                        Tag = "pr-{0}",
                    }),
            ],
            PrimaryLimit = limit,
            PointsPerMinute = 100_000,
        };

    private static FakeToken Token(int night) =>
        new()
        {
            Value = $"token-of-night-{night}",
            Login = "octocat",
            Scopes = ["read:packages", "delete:packages"],
        };

    private static TemporaryFolder Folder()
    {
        var folder = new TemporaryFolder();
        folder.Write("policy.yaml", Policy);
        return folder;
    }

    private static Task<CliRun> RunAsync(FakeGhcr fake, TemporaryFolder folder, int night, string command, params string[] more) =>
        CliRun.RunAsync(
            folder.Path,
            [
                command,
                "policy.yaml",
                "--format",
                "json",
                "--quiet",
                "--cache",
                "cache",
                "--registry-url",
                fake.Url.ToString(),
                "--api-url",
                fake.ApiUrl.ToString(),
                .. more,
            ],
            new Dictionary<string, string> { ["POLICYENGINE_TOKEN"] = $"token-of-night-{night}" },
            TimeProvider.System
        );

    private static List<string> Incomplete(CliRun run)
    {
        Assert.Equal(3, run.Status);
        return
        [
            .. JsonDocument
                .Parse(run.Output)
                .RootElement.GetProperty("repositories")
                .EnumerateArray()
                .Where(r => r.GetProperty("status").GetString() == "incomplete")
                .Select(r => r.GetProperty("name").GetString()!),
        ];
    }
}
