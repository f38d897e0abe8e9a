using PolicyEngine.Fakes;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Tests.Ghcr;

namespace PolicyEngine.Registry.Tests.Applying;

/// <summary>A package with one release and any number of pull requests,
/// oldest first, and policies that empty it of these or of all.</summary>
internal static class GhcrScenes
{
    internal const string Old = """
        version: 1
        protect: [{ tags: ["v*"] }]
        rules:
          - { id: old, match: { tags: ["pr-*"] }, delete: all }
        """;

    internal const string Everything = """
        version: 1
        settings: { delete-empty: true }
        limits: { min-remaining: 0 }
        rules:
          - { id: all, delete: { older-than: 1d } }
        """;

    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal static Task<FakeGhcr> StartAsync(int images, TimeProvider? clock = null) =>
        StartAsync(
            state =>
            {
                var package = state.AddPackage("acme", "web");
                package.PushManifest("release", First, tags: ["v1"]);
                for (var i = 0; i < images; i++)
                {
                    package.PushManifest($"request {i}", First.AddMinutes(i), tags: [$"pr-{i}"]);
                }
            },
            clock
        );

    /// <summary>A server with points enough, and a token that may delete.</summary>
    internal static Task<FakeGhcr> StartAsync(Action<GhcrState> setup, TimeProvider? clock = null) =>
        FakeGhcr.StartAsync(
            new Scenario
            {
                PointsPerMinute = 100_000,
                Tokens =
                [
                    new FakeToken
                    {
                        Value = GhcrRun.Token,
                        Login = "octocat",
                        Scopes = ["read:packages", "write:packages", "delete:packages"],
                    },
                ],
                Setup = setup,
            },
            clock: clock
        );

    /// <summary>GitHub's "too many requests", as long as it lasts.</summary>
    internal static Fault TooMany(string pattern, int seconds) =>
        new()
        {
            Pattern = pattern,
            Times = int.MaxValue,
            Kind = FaultKind.Status,
            Status = 429,
            Headers = new Dictionary<string, string>
            {
                ["retry-after"] = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture),
            },
            Body = "{}",
        };

    internal static Scene SceneOf(FakeGhcr fake, string policy)
    {
        var scene = new Scene
        {
            Target = new RegistryTarget
            {
                Provider = "ghcr",
                Registry = "ghcr.io",
                Url = fake.Url,
                ApiUrl = fake.ApiUrl,
            },
            Repository = "acme/web",
            Policy = policy,
        };
        scene.Surroundings.Environment["POLICYENGINE_TOKEN"] = GhcrRun.Token;
        return scene;
    }
}
