using System.Globalization;
using PolicyEngine.Fakes;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Cli.Tests;

/// <summary>
/// All packages of an organization with a filled cache: each costs one request, each that changed one more beside its token.
/// <c>tests/PolicyEngine.Benchmarks organization</c> measures ten thousand of them.
/// </summary>
public sealed class OrganizationTests
{
    private const string Policy = """
        version: 1
        targets: ["ghcr.io/acme/*"]
        protect: [{ tags: ["v*"] }]
        rules:
          - { id: old, match: { tags: ["pr-*"] }, delete: { older-than: 14d, except-newest: 2 } }
          - { id: untagged, match: { tagged: false }, delete: { older-than: 7d } }
        """;

    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_package_more_costs_one_request_more()
    {
        var small = await WarmAsync(15, 2);
        var large = await WarmAsync(35, 2);
        Assert.Equal(20, large.Requests - small.Requests);
        Assert.Equal(small.Bodies, large.Bodies);
        Assert.Equal(2, large.Bodies);
        Assert.InRange(large.Requests, 35, 35 + 12);

        var changed = await WarmAsync(35, 10);
        Assert.Equal(10, changed.Bodies);
        Assert.Equal(8, changed.Requests - changed.Logins - (large.Requests - large.Logins));
    }

    /// <summary>The requests of a second run, after some packages got an image.</summary>
    private static async Task<(int Requests, int Logins, int Bodies)> WarmAsync(int packages, int changed)
    {
        await using var fake = await FakeGhcr.StartAsync(
            new Fakes.Scenario
            {
                Owners = new Dictionary<string, string> { ["acme"] = "Organization" },
                Tokens =
                [
                    new FakeToken
                    {
                        Value = "token",
                        Login = "octocat",
                        Scopes = ["read:packages"],
                    },
                ],
                PointsPerMinute = 100_000,
                Setup = state =>
                {
                    for (var i = 0; i < packages; i++)
                    {
                        state
                            .AddPackage("acme", NameOf(i))
                            .PushImages(4, First, TimeSpan.FromDays(3), image => image < 3 ? $"pr-{image}" : $"v1.{image}.0");
                    }
                },
            }
        );
        using var folder = new TemporaryFolder();
        folder.Write("policy.yaml", Policy);
        await RunAsync(fake, folder);
        fake.With(state =>
        {
            for (var i = 0; i < changed; i++)
            {
                state.Find($"acme/{NameOf(i)}")!.PushManifest($"new {i}", First.AddDays(100), tags: ["v2.0.0"]);
            }

            return 0;
        });
        fake.Traffic.Clear();
        await RunAsync(fake, folder);
        var requests = fake.Traffic.Requests.ToList();
        return (
            requests.Count,
            requests.Count(request => request.Status == 401 || request.Target.StartsWith("/token", StringComparison.Ordinal)),
            requests.Count(request => request is { Status: 200 } && request.Target.StartsWith("/v2/", StringComparison.Ordinal))
        );
    }

    private static string NameOf(int package) => string.Create(CultureInfo.InvariantCulture, $"p{package:000}");

    private static async Task RunAsync(FakeGhcr fake, TemporaryFolder folder)
    {
        var run = await CliRun.RunAsync(
            folder.Path,
            [
                "plan",
                "policy.yaml",
                "--format",
                "json",
                "--quiet",
                "--cache",
                "cache",
                "--registry-url",
                fake.Url.AbsoluteUri,
                "--api-url",
                fake.ApiUrl.AbsoluteUri,
            ],
            new Dictionary<string, string> { ["POLICYENGINE_TOKEN"] = "token" },
            new ImpatientClock(CliRun.Now, TimeSpan.FromSeconds(99))
        );
        Assert.True(run.Status == 0, run.Error);
    }
}
