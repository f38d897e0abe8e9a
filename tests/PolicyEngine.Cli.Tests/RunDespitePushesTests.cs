using System.Globalization;
using PolicyEngine.Fakes;

namespace PolicyEngine.Cli.Tests;

/// <summary>A nightly run in a busy organization: somebody pushes at any moment.</summary>
public sealed class RunDespitePushesTests
{
    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 13)]
    [InlineData(8, 5)]
    public async Task A_push_at_any_moment_is_no_reason_to_give_up(int concurrency, int lists)
    {
        for (var nth = 1; nth <= lists; nth++)
        {
            await using var fake = await StartAsync();
            foreach (var name in new[] { "api", "web" })
            {
                fake.Before($"GET .*/{name}/versions", nth, state =>
                {
                    var package = state.Find($"acme/{name}")!;
                    package.Tag("latest", package.PushImage($"new {name}", CliRun.Now, platforms: 1));
                });
            }

            using var folder = new TemporaryFolder();
            var run = await RunAsync(fake, folder, concurrency);
            Assert.True(run.Status == 0, $"{nth}: {run.Error}");
            foreach (var name in new[] { "acme/api", "acme/web" })
            {
                Assert.DoesNotContain(fake.With(state => state.Find(name)!.Active.SelectMany(v => v.Tags).ToList()), tag =>
                    tag.StartsWith("pr-", StringComparison.Ordinal)
                );
                Assert.Equal(
                    3,
                    fake.With(state => state.Find(name)!.Active.Count(v => v.Tags.Count > 0))
                        + (fake.With(state => state.Find(name)!.ByTag("latest")) is null ? 1 : 0)
                );
            }
        }
    }

    [Fact]
    public async Task What_is_tagged_before_its_turn_stays()
    {
        await using var fake = await StartAsync();
        fake.Before("GET .*/web/versions", 3, state =>
        {
            var package = state.Find("acme/web")!;
            package.Tag("v2", package.ByTag("pr-1")!);
        });
        using var folder = new TemporaryFolder();
        var run = await RunAsync(fake, folder);
        Assert.True(run.Status == 0, run.Error);
        Assert.NotNull(fake.With(state => state.Find("acme/web")!.ByTag("v2")));
        Assert.Null(fake.With(state => state.Find("acme/web")!.ByTag("pr-2")));
    }

    [Fact]
    public async Task A_target_that_means_no_repository_is_no_green_night()
    {
        await using var fake = await StartAsync();
        using var folder = new TemporaryFolder();
        folder.Write("policy.yaml", Policy.Replace("acme/*", "acme/old-*", StringComparison.Ordinal));
        var run = await CliRun.RunAsync(
            folder.Path,
            ["run", "policy.yaml", .. Places(fake)],
            new Dictionary<string, string> { ["POLICYENGINE_TOKEN"] = "token" },
            TimeProvider.System
        );
        Assert.Equal(3, run.Status);
        Assert.Contains("error: No target of 'policy.yaml' matches any repository.", run.Error, StringComparison.Ordinal);
    }

    private const string Policy = """
        version: 1
        targets: ["ghcr.io/acme/*"]
        protect: [{ tags: ["v*", latest] }]
        rules: [{ id: old, match: { tags: ["pr-*"] }, delete: all }]
        """;

    private static async Task<CliRun> RunAsync(FakeGhcr fake, TemporaryFolder folder, int concurrency = 32)
    {
        folder.Write("policy.yaml", Policy);
        return await CliRun.RunAsync(
            folder.Path,
            ["run", "policy.yaml", "--concurrency", concurrency.ToString(CultureInfo.InvariantCulture), .. Places(fake)],
            new Dictionary<string, string> { ["POLICYENGINE_TOKEN"] = "token" },
            TimeProvider.System
        );
    }

    private static string[] Places(FakeGhcr fake) =>
        ["--registry-url", fake.Url.AbsoluteUri, "--api-url", fake.ApiUrl.AbsoluteUri, "--no-cache", "--deletes-per-minute", "10000"];

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
                    foreach (var name in new[] { "api", "web" })
                    {
                        var package = state.AddPackage("acme", name);
                        package.PushImage($"{name} release", First, platforms: 1, tags: ["v1"]);
                        package.PushImage($"{name} old latest", First, platforms: 1, tags: ["latest", "v0"]);
                        package.PushImage($"{name} 1", First, platforms: 2, tags: ["pr-1"]);
                        package.PushImage($"{name} 2", First, platforms: 2, tags: ["pr-2"]);
                    }
                },
            }
        );
}
