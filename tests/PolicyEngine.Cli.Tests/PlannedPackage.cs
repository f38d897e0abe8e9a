using PolicyEngine.Fakes;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Cli.Tests;

/// <summary>A package of the fake, a plan for it in a folder of its own, and a proxy at whose points an apply can be disturbed.</summary>
internal sealed class PlannedPackage : IAsyncDisposable
{
    private readonly FakeGhcr _fake;

    private PlannedPackage(FakeGhcr fake, MutationProxy proxy)
    {
        _fake = fake;
        Proxy = proxy;
    }

    public MutationProxy Proxy { get; }

    public TemporaryFolder Folder { get; } = new();

    /// <summary>The options that lead to the fake itself.</summary>
    public string[] Direct => ["--registry-url", _fake.Url.AbsoluteUri, "--api-url", _fake.ApiUrl.AbsoluteUri, "--no-cache"];

    /// <summary>The options that lead through the proxy.</summary>
    public string[] ThroughProxy =>
        ["--registry-url", Proxy.Url.AbsoluteUri, "--api-url", new Uri(Proxy.Url, _fake.ApiUrl.AbsolutePath).AbsoluteUri, "--no-cache"];

    /// <summary>Every active version with its tags.</summary>
    public string State =>
        _fake.With(s =>
            string.Join(
                '\n',
                s.Find("acme/web")!.Active.Select(v => $"{v.Digest} {string.Join(' ', v.Tags)}").Order(StringComparer.Ordinal)
            )
        );

    public static async Task<PlannedPackage> StartAsync()
    {
        var fake = await StartFakeAsync();
        var package = new PlannedPackage(fake, await MutationProxy.StartAsync(fake.Url));
        package.Folder.Write(
            "policy.yaml",
            KilledApplyTests.Policy.Replace("created", "pushed", StringComparison.Ordinal)
                + "\n  - { id: tags, match: { tags: [\"old-*\"] }, delete: { target: tags } }\n"
        );
        await KilledApplyTests.PlanAsync(package.Folder, "ghcr.io/acme/web", package.Direct);
        return package;
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await _fake.DisposeAsync();
        Folder.Dispose();
    }

    private static Task<FakeGhcr> StartFakeAsync() =>
        FakeGhcr.StartAsync(
            new PolicyEngine.Fakes.Scenario
            {
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
                    var first = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
                    package.PushImages(1, first, TimeSpan.FromHours(1), _ => "v1", platforms: 1);
                    package.PushImage("named", first.AddHours(3), platforms: 1, tags: ["latest"]);
                    package.PushImage("stays", first.AddHours(5), platforms: 1, tags: ["main", "old-1"]);
                    package.PushImage("one", first.AddDays(1), platforms: 1, tags: ["pr-1"]);
                    package.PushImage("two", first.AddDays(2), platforms: 1, tags: ["pr-2"]);
                },
            }
        );
}
