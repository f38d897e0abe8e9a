using System.Collections.Concurrent;
using System.Globalization;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Faults.Hostile;

/// <summary>
/// A registry with one repository that asks for a password, and another host that
/// must never learn it. Two images go and have a child in common with one that stays.
/// </summary>
internal sealed class HostileRegistry : IAsyncDisposable
{
    internal const string Secret = "campaign-secret";
    internal static readonly TestManifest Shared = TestManifest.Image("shared");
    internal static readonly TestManifest Stays = TestManifest.Image("stays", architecture: "arm64");
    internal static readonly TestManifest Goes = TestManifest.Image("goes", architecture: "arm64");
    internal static readonly TestManifest Release = TestManifest.Index(Shared, Stays);
    internal static readonly TestManifest Latest = TestManifest.Image("latest");
    internal static readonly TestManifest Request = TestManifest.Index(Shared, Goes);
    internal static readonly TestManifest Other = TestManifest.Image("other");
    internal static readonly TestManifest Signature = TestManifest.Artifact(Request);

    private const string Policy = """
        version: 1
        settings: { age-from: [created] }
        protect: [{ tags: ["v*"] }]
        rules: [{ id: old, match: { tags: ["pr-*"] }, delete: all }]
        """;

    private static readonly string[] Kept = [Shared.Digest, Stays.Digest, Release.Digest, Latest.Digest, "v1", "latest"];

    /// <summary>A signature that is left of an image is another matter: no rule of this policy deletes orphans.</summary>
    private static readonly string[] Gone = [Request.Digest, Goes.Digest, Other.Digest, "pr-1", "pr-2"];
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private int _runs;

    private HostileRegistry(ActingRegistry registry, OddServer stranger)
    {
        Registry = registry;
        Stranger = stranger;
        var honest = registry.Server.Instead!;
        Honest = request => honest(request);
        registry.Server.Instead = request =>
        {
            _requests.Enqueue(request.Line);
            return Behaviour(request, _requests.Count) ?? Challenge(request) ?? Honest(request);
        };
        stranger.Instead = request => Honest(request) ?? new Answer { Status = 404 };
    }

    internal ActingRegistry Registry { get; }

    /// <summary>Another host, which would answer everything.</summary>
    internal OddServer Stranger { get; }

    /// <summary>What an honest registry answers; null where that is by its table.</summary>
    internal Func<ReceivedRequest, Answer?> Honest { get; }

    /// <summary>What it does in place of that at the n-th request; null for the honest answer.</summary>
    internal Func<ReceivedRequest, int, Answer?> Behaviour { get; set; } = (_, _) => null;

    internal ImpatientClock Clock { get; } = new(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromSeconds(99));

    internal IReadOnlyList<string> Requests => [.. _requests];

    internal static async Task<HostileRegistry> StartAsync()
    {
        var registry = await ActingRegistry.StartAsync(RegistryWay.Of("distribution"));
        registry
            .Has(Shared)
            .Has(Stays)
            .Has(Goes)
            .Has(Release, "v1")
            .Has(Latest, "latest")
            .Has(Request, "pr-1")
            .Has(Other, "pr-2")
            .Has(Signature)
            .Has(TestManifest.Index(Signature), Request.Digest.Replace(':', '-'));
        return new HostileRegistry(registry, await OddServer.StartAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await Registry.DisposeAsync();
        await Stranger.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Runs the program once, and checks what holds whatever a registry does.</summary>
    /// <param name="name">What the registry does.</param>
    /// <param name="mayLeave">Whether a run that leaves something may pass for
    /// complete: the registry hides it, or somebody else wants it to stay.</param>
    /// <param name="moved">A tag that somebody moves meanwhile, and that the caller looks after.</param>
    /// <returns>Whether the images that should go are gone; a child that is left
    /// of one has no tag, and this kind of registry does not list it.</returns>
    internal async Task<bool> RunAsync(string name, bool mayLeave = false, string? moved = null)
    {
        _folder.Write("policy.yaml", Policy);
        string[] command =
        [
            "run",
            "policy.yaml",
            "--target",
            "registry.example.com/web",
            "--registry-url",
            Registry.Server.Url.AbsoluteUri,
            "--no-cache",
            "--yes",
            "--verbose",
            "--concurrency",
            "1",
            "--journal",
            $"{++_runs}.jsonl",
        ];
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var run = await CliRun.RunAsync(
            _folder.Path,
            command,
            new Dictionary<string, string> { ["POLICYENGINE_TOKEN"] = Secret },
            Clock,
            cancellationToken: limit.Token
        );
        var requests = string.Join('\n', _requests.Select((line, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1}: {line}")));
        var said = $"{name}: exit code {run.Status}\n{run.Output}{run.Error}\n{requests}";
        Assert.False(limit.IsCancellationRequested, $"{name} does not end.");
        var lost = Kept.Where(piece => piece != moved).Except(Registry.Present).ToList();
        Assert.True(lost.Count == 0, $"Lost {string.Join(' ', lost)}\n{said}");
        Assert.DoesNotContain(Secret, said, StringComparison.Ordinal);
        Assert.All(Stranger.Received, request => AssertNoSecret(request, said));
        Assert.True(run.Status is 0 or 1 or 3 or 4, said);
        var isDone = !Gone.Intersect(Registry.Present).Any();
        Assert.True(isDone || mayLeave || run.Status != 0, $"Not everything is gone.\n{said}");
        return !Gone.Except([Goes.Digest]).Intersect(Registry.Present).Any();
    }

    /// <summary>Behaves honestly from now on: what was left is done by the next run, and nothing else.</summary>
    internal async Task AssertFinishedAsync(string name)
    {
        Behaviour = (_, _) => null;
        Assert.True(await RunAsync($"{name}, and then an honest registry", mayLeave: true), name);
    }

    private static void AssertNoSecret(ReceivedRequest request, string said)
    {
        var basic = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"x:{Secret}"))[^12..];
        var all = string.Join('\n', [request.Line, request.Body, .. request.Headers.Select(header => $"{header.Key}: {header.Value}")]);
        Assert.False(
            all.Contains(Secret, StringComparison.Ordinal)
                || all.Contains(basic, StringComparison.Ordinal)
                || request.Headers.ContainsKey("Authorization"),
            $"{all}\n{said}"
        );
    }

    private static Answer? Challenge(ReceivedRequest request) =>
        request.Headers.ContainsKey("Authorization")
            ? null
            : new Answer { Status = 401, Headers = [("WWW-Authenticate", "Basic realm=\"registry\"")] };
}
