using PolicyEngine.Fakes;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Faults.Races;

/// <summary>
/// Somebody else changes a package just before the k-th request of a run, for every k. What others tagged, or listed in an index, stays
/// with all its pieces, but for one window that GitHub's API leaves: between the last look at the versions and the deletion after it.
/// </summary>
public sealed class GhcrRaceTests
{
    private const int PointsOfAShortRun = 8;
    private const string Policy = """
        version: 1
        targets: [ghcr.io/acme/web]
        settings: { grace: 0s }
        protect: [{ tags: ["v*"] }]
        rules:
          - { id: old, match: { tags: ["pr-*"] }, delete: all }
          - { id: untagged, match: { tagged: false }, delete: { older-than: 1d } }
        """;

    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, Action<GhcrState>> Acts = new()
    {
        ["a tag is put on an image that goes"] = state => Tag(state, "v9", "pr-1"),
        ["a tag is put on a single image that goes"] = state => Tag(state, "v9", "pr-9"),
        ["a tag moves to an image that goes"] = state => Tag(state, "latest", "pr-2"),
        ["an image is pushed that has a child of one that goes"] = state =>
        {
            var package = state.Find("acme/web")!;
            if (package.ByTag("pr-1") is { } request && ChildrenOf(package, request) is { Count: > 0 } children)
            {
                package.PushIndex([children[0]], CliRun.Now, "v9");
            }
        },
        ["an index is pushed that lists a whole image that goes"] = state =>
        {
            var package = state.Find("acme/web")!;
            if (package.ByTag("pr-2") is { } request && ChildrenOf(package, request).Count == 2)
            {
                package.PushIndex([request], CliRun.Now, "v9");
            }
        },
        ["somebody else deletes an image that goes"] = state => Delete(state, "pr-1"),
        ["somebody else deletes an image that stays"] = state => Delete(state, "v2"),
        ["something new is pushed"] = state => state.Find("acme/web")!.PushImage("new", CliRun.Now, tags: ["v9"]),
    };

    public static TheoryData<string, int> Names
    {
        get
        {
            var names = new TheoryData<string, int>();
            foreach (var act in Acts.Keys)
            {
                names.Add(act, 1);
                names.Add(act, 8);
            }

            return names;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_others_do_meanwhile_loses_nothing(string act, int concurrency)
    {
        var (total, _) = await RunAsync(act, int.MaxValue, concurrency);
        Assert.True(total >= 15, $"only {total} requests");
        var (points, windows) = (Campaign.Points(total, PointsOfAShortRun).ToList(), 0);
        foreach (var point in points)
        {
            windows += (await RunAsync(act, point, concurrency)).Windows;
        }

        Campaign.Tell($"races on GitHub: {act}, {concurrency} at once ({windows} of them between a look and its deletion)", points.Count);
    }

    private static async Task<(int Requests, int Windows)> RunAsync(string act, int point, int concurrency)
    {
        await using var fake = await FakeGhcr.StartAsync(
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
                    var package = state.AddPackage("acme", "web");
                    package.PushImage("release", First, tags: ["v1"]);
                    package.PushImage("another release", First, tags: ["v2"]);
                    package.PushImage("newest", First, tags: ["latest"]);
                    package.PushImage("one", First.AddDays(1), tags: ["pr-1"]);
                    package.PushImage("two", First.AddDays(2), tags: ["pr-2"]);
                    package.PushImage("loose", First.AddDays(3));
                    for (var i = 3; concurrency > 1 && i < 12; i++)
                    {
                        package.PushManifest($"single {i}", First.AddDays(3).AddHours(i), tags: [$"pr-{i}"]);
                    }
                },
            }
        );
        if (point != int.MaxValue)
        {
            fake.Before(".", point, Acts[act]);
        }

        using var folder = new TemporaryFolder();
        folder.Write("policy.yaml", Policy);
        var run = await CliRun.RunAsync(
            folder.Path,
            [
                "run",
                "policy.yaml",
                "--yes",
                "--no-cache",
                "--concurrency",
                concurrency.ToString(System.Globalization.CultureInfo.InvariantCulture),
                "--deletes-per-minute",
                "100000",
                "--registry-url",
                fake.Url.AbsoluteUri,
                "--api-url",
                fake.ApiUrl.AbsoluteUri,
            ],
            new Dictionary<string, string> { ["POLICYENGINE_TOKEN"] = "token" },
            new ImpatientClock(CliRun.Now, TimeSpan.FromSeconds(99))
        );
        var said = $"{act} before request {point}: exit code {run.Status}\n{run.Output}{run.Error}";
        Assert.True(run.Status is 0 or 1 or 3 or 4, said);
        var requests = fake.Traffic.Requests.ToList();
        var isWindow = IsWindow(requests, point);
        foreach (var tag in (string[])["v1", "v2", "latest", "v9"])
        {
            var missing = fake.With(state =>
                state.Find("acme/web") is { } package && package.ByTag(tag) is { } version
                    ? ChildrenOf(package, version, missing: true).Count
                    : 0
            );
            Assert.True(missing == 0 || isWindow, $"{tag} lacks {missing} pieces\n{said}\n{string.Join('\n', requests)}");
        }

        Assert.NotNull(fake.With(state => state.Find("acme/web")!.ByTag("v1")));
        return (requests.Count, isWindow ? 1 : 0);
    }

    /// <summary>Whether nothing was looked at any more between a point and the next deletion.</summary>
    private static bool IsWindow(List<RecordedRequest> requests, int point)
    {
        var next = requests.FindIndex(Math.Min(Math.Max(point - 1, 0), requests.Count), request => request.Method == "DELETE");
        return next >= 0
            && !requests[Math.Min(point - 1, next)..next]
                .Exists(request => request.Target.Contains("/versions?", StringComparison.Ordinal));
    }

    private static void Tag(GhcrState state, string tag, string on)
    {
        var package = state.Find("acme/web")!;
        if (package.ByTag(on) is { } version && ChildrenOf(package, version, missing: true).Count == 0)
        {
            package.Tag(tag, version);
        }
    }

    private static void Delete(GhcrState state, string tag)
    {
        var package = state.Find("acme/web")!;
        if (package.ByTag(tag) is { } version)
        {
            package.Delete(version);
        }
    }

    /// <summary>The children of an index, through all indexes below it: those that are there, or those that are missing.</summary>
    private static List<GhcrVersion> ChildrenOf(GhcrPackage package, GhcrVersion version, bool missing = false)
    {
        using var document = System.Text.Json.JsonDocument.Parse(version.Body);
        var found = new List<GhcrVersion>();
        foreach (var entry in document.RootElement.TryGetProperty("manifests", out var entries) ? entries.EnumerateArray().ToArray() : [])
        {
            var child = package.ByDigest(entry.GetProperty("digest").GetString()!);
            if ((child is null) == missing)
            {
                found.Add(child ?? version);
            }

            if (missing && child is not null)
            {
                found.AddRange(ChildrenOf(package, child, missing: true));
            }
        }

        return found;
    }
}
