using System.Globalization;
using PolicyEngine.Fakes;

namespace PolicyEngine.Benchmarks;

/// <summary>
/// <c>organization [--packages N,N…] [--latency MS] [--concurrency N]</c>: plans all packages of an organization, a hundred
/// versions each, by the real program in a process of its own against the fake of GitHub, first to fill the cache and then with
/// 1 % of the packages changed. Prints requests and peak memory with their limits. GitHub's 900 points a minute are kept: 10,000
/// packages take twelve minutes, twice.
/// </summary>
internal static class OrganizationMeasurement
{
    private const int ImagesOfPackage = 11;
    private const int MostMegabytes = 500;
    private const string Token = "classic-token-of-octocat";
    private const string Policy = """
        version: 1
        targets: ["ghcr.io/acme/*"]
        protect: [{ id: released, tags: ["v*", latest] }]
        rules:
          - { id: pull-requests, match: { tags: ["pr-*"] }, delete: { older-than: 14d, except-newest: 10 } }
          - { id: untagged, match: { tagged: false }, delete: { older-than: 7d } }
        """;

    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task<int> RunAsync(string[] args)
    {
        var (sizes, latency, more) = (new[] { 250, 500, 1_000 }, 5, new List<string>());
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            switch (args[i])
            {
                case "--packages":
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

        Console.WriteLine("| packages |      | requests | beside logins | at most | seconds | by the points | peak memory | at most |");
        Console.WriteLine("|---:|---|---:|---:|---:|---:|---:|---:|---:|");
        var worst = 0;
        foreach (var size in sizes)
        {
            worst = Math.Max(worst, await MeasureAsync(size, latency, more, Print));
        }

        return worst;
    }

    /// <summary>Measures an organization of so many packages.</summary>
    /// <param name="packages">The number of packages.</param>
    /// <param name="latency">What an answer takes, in milliseconds.</param>
    /// <param name="more">More arguments for the program.</param>
    /// <param name="measured">Told of the cold and then of the warm run.</param>
    /// <returns>The higher exit code of the two.</returns>
    public static async Task<int> MeasureAsync(int packages, int latency, IReadOnlyList<string> more, Action<OrganizationFigures> measured)
    {
        var folder = Directory.CreateTempSubdirectory("policyengine-bench");
        try
        {
            await using var fake = await FakeGhcr.StartAsync(World(packages, latency));
            var policy = Path.Combine(folder.FullName, "policy.yaml");
            await File.WriteAllTextAsync(policy, Policy);
            string[] args =
            [
                "plan",
                policy,
                "--now",
                "2026-06-01T00:00:00Z",
                "--quiet",
                "--format",
                "json",
                "--output",
                Path.Combine(folder.FullName, "plan.json"),
                "--cache",
                Path.Combine(folder.FullName, "cache"),
                "--registry-url",
                fake.Url.ToString(),
                "--api-url",
                fake.ApiUrl.ToString(),
                .. more,
            ];
            var cold = await RunAsync(fake, packages, "cold", null, measured, args);
            var changed = Math.Max(1, packages / 100);
            fake.With(state =>
            {
                for (var i = 0; i < changed; i++)
                {
                    state.Find($"acme/{NameOf(i)}")!.PushManifest($"new {i}", First.AddDays(150), tags: ["v2.0.0"]);
                }

                return 0;
            });
            var pages = (packages + 99) / 100;
            var most = pages + packages + changed;
            return Math.Max(cold, await RunAsync(fake, packages, "cache filled, 1 % changed", most, measured, args));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> RunAsync(
        FakeGhcr fake,
        int packages,
        string name,
        int? most,
        Action<OrganizationFigures> measured,
        string[] args
    )
    {
        fake.Traffic.Clear();
        var run = await MeasuredProcess.RunAsync(new Dictionary<string, string> { ["POLICYENGINE_TOKEN"] = Token }, args);
        var logins = fake.Traffic.Requests.Count(request =>
            request.Status == 401 || request.Target.StartsWith("/token", StringComparison.Ordinal)
        );
        measured(new OrganizationFigures(packages, name, fake.Traffic.Total, logins, most, run));
        if (run.Status != 0)
        {
            Console.Error.WriteLine(run.Error);
        }

        return run.Status;
    }

    private static void Print(OrganizationFigures figures) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {figures.Packages:N0} | {figures.Name} | {figures.Requests:N0} | {figures.Requests - figures.Logins:N0} | "
                    + $"{figures.Most:N0} | {figures.Run.Elapsed.TotalSeconds:0.0} | "
                    + $"{62 * (((figures.Packages + 99) / 100) + figures.Packages - 1) / 900} | "
                    + $"{figures.Run.PeakBytes / 1e6:0} MB | {MostMegabytes} MB |"
            )
        );

    private static string NameOf(int package) => string.Create(CultureInfo.InvariantCulture, $"p{package:00000}");

    private static Scenario World(int packages, int latency) =>
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
            PrimaryLimit = 1_000_000,
            Setup = state =>
            {
                for (var i = 0; i < packages; i++)
                {
                    state
                        .AddPackage("acme", NameOf(i))
                        .PushImages(ImagesOfPackage, First, TimeSpan.FromDays(10), image => image < 3 ? $"pr-{image}" : $"v1.{image}.0");
                }
            },
        };
}

/// <summary>What one run over an organization took.</summary>
/// <param name="Packages">The number of packages.</param>
/// <param name="Name">Which run it was.</param>
/// <param name="Requests">All requests.</param>
/// <param name="Logins">Those of them that were logins.</param>
/// <param name="Most">How many requests it may take, logins aside; null for any.</param>
/// <param name="Run">The process.</param>
internal sealed record OrganizationFigures(int Packages, string Name, int Requests, int Logins, int? Most, MeasuredProcess Run);
