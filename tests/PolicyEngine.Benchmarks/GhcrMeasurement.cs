using System.Globalization;
using PolicyEngine.Fakes;

namespace PolicyEngine.Benchmarks;

/// <summary>
/// <c>ghcr [--versions N,N…] [--latency MS] [--concurrency N]</c>: plans a package of N versions, nine an image, by the real
/// program in a process of its own against the fake of GitHub, cold and then warm with 1 % new images, and prints what it took.
/// </summary>
internal static class GhcrMeasurement
{
    private const int VersionsOfImage = 9;
    private const string Token = "classic-token-of-octocat";
    private const string Policy = """
        version: 1
        targets: [ghcr.io/acme/web]
        limits: { max-delete: 50% }
        protect: [{ id: released, tags: ["v*", latest] }]
        rules:
          - { id: pull-requests, match: { tags: ["pr-*"] }, delete: { older-than: 14d, except-newest: 10 } }
          - { id: untagged, match: { tagged: false }, delete: { older-than: 7d } }
        """;

    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task<int> RunAsync(string[] args)
    {
        var (sizes, latency, more) = (new[] { 5_000 }, 30, new List<string>());
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            switch (args[i])
            {
                case "--versions":
                    sizes = [.. args[i + 1].Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
                    break;
                case "--latency":
                    latency = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
                    break;
                default:
                    more.AddRange([args[i], args[i + 1]]);
                    break;
            }
        }

        Console.WriteLine("| versions |      | requests | seconds | peak memory | in flight | points a minute |");
        Console.WriteLine("|---:|---|---:|---:|---:|---:|---:|");
        var worst = 0;
        foreach (var size in sizes)
        {
            worst = Math.Max(worst, await MeasureAsync(size, latency, more, Print));
        }

        return worst;
    }

    /// <summary>Measures a package of so many versions.</summary>
    /// <param name="versions">The number of versions.</param>
    /// <param name="latency">What an answer takes, in milliseconds.</param>
    /// <param name="more">More arguments for the program.</param>
    /// <param name="measured">Told of the cold and then of the warm run, with the traffic.</param>
    /// <returns>The higher exit code of the two.</returns>
    public static async Task<int> MeasureAsync(
        int versions,
        int latency,
        IReadOnlyList<string> more,
        Action<int, string, MeasuredProcess, Traffic> measured
    )
    {
        var folder = Directory.CreateTempSubdirectory("policyengine-bench");
        try
        {
            var images = versions / VersionsOfImage;
            await using var fake = await FakeGhcr.StartAsync(World(images, latency));
            var policy = Path.Combine(folder.FullName, "policy.yaml");
            await File.WriteAllTextAsync(policy, Policy);
            string[] args =
            [
                "plan",
                policy,
                "--now",
                "2026-06-01T00:00:00Z",
                "--format",
                "json",
                "--cache",
                Path.Combine(folder.FullName, "cache"),
                "--registry-url",
                fake.Url.ToString(),
                "--api-url",
                fake.ApiUrl.ToString(),
                .. more,
            ];
            var cold = await RunAsync(fake, versions, "cold", measured, args);
            fake.With(state =>
            {
                state.Find("acme/web")!.PushImages(Math.Max(1, images / 100), First.AddDays(150), TimeSpan.FromMinutes(1), i => $"new-{i}");
                return 0;
            });
            return Math.Max(cold, await RunAsync(fake, versions, "warm, 1 % new", measured, args));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> RunAsync(
        FakeGhcr fake,
        int versions,
        string name,
        Action<int, string, MeasuredProcess, Traffic> measured,
        string[] args
    )
    {
        fake.Traffic.Clear();
        var run = await MeasuredProcess.RunAsync(new Dictionary<string, string> { ["POLICYENGINE_TOKEN"] = Token }, args);
        measured(versions, name, run, fake.Traffic);
        if (run.Status != 0)
        {
            Console.Error.WriteLine(run.Error);
        }

        return run.Status;
    }

    private static void Print(int versions, string name, MeasuredProcess run, Traffic traffic) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {versions:N0} | {name} | {traffic.Total:N0} | {run.Elapsed.TotalSeconds:0.0} | "
                    + $"{run.PeakBytes / 1e6:0} MB | {traffic.MaxInFlight} | {traffic.MaxPointsPerMinute()} |"
            )
        );

    /// <summary>Images of releases, of which ten were pull requests and are to go.</summary>
    private static Scenario World(int images, int latency) =>
        new()
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
            LatencyMilliseconds = latency,
            Setup = state =>
                state
                    .AddPackage("acme", "web")
                    .PushImages(images, First, TimeSpan.FromSeconds(13_000_000.0 / images), i => i < 20 ? $"pr-{i}" : $"v1.{i}.0"),
        };
}
