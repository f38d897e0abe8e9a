using PolicyEngine.Faults.Hostile;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Faults.Network;

/// <summary>Every request fails once, in each way: the run ends as if undisturbed,
/// or says that it is not complete and the next one ends it.</summary>
public sealed class NetworkFaultTests
{
    private const int PointsOfAShortRun = 5;

    private static readonly Dictionary<string, Func<HostileRegistry, ReceivedRequest, Answer>> Ways = new()
    {
        ["cut"] = (_, _) => Answer.Cut,
        ["cut after it was carried out"] = (registry, request) =>
        {
            registry.Honest(request);
            return Answer.Cut;
        },
        ["500"] = (_, _) => Answer.Error(500, "UNKNOWN"),
        ["502"] = (_, _) =>
            new Answer
            {
                Status = 502,
                Body = "<html>"u8.ToArray(),
                Headers = [("Content-Type", "text/html")],
            },
        ["429"] = (_, _) => Answer.Error(429, "TOOMANYREQUESTS"),
        ["401"] = (_, _) => new Answer { Status = 401, Headers = [("WWW-Authenticate", "Basic realm=\"registry\"")] },
        ["404"] = (_, _) => Answer.Error(404, "MANIFEST_UNKNOWN"),
    };

    public static TheoryData<string> Names => [.. Ways.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Any_request_may_fail_once(string way)
    {
        await using var calm = await HostileRegistry.StartAsync();
        Assert.True(await calm.RunAsync("undisturbed"));
        var total = calm.Requests.Count;
        Assert.True(total >= 20, $"only {total} requests");
        var points = Campaign.Points(total, PointsOfAShortRun).ToList();
        foreach (var point in points)
        {
            await using var registry = await HostileRegistry.StartAsync();
            registry.Behaviour = (request, n) => n == point ? Ways[way](registry, request) : null;
            await registry.RunAsync($"{way} at request {point}", mayLeave: way == "404");
            await registry.AssertFinishedAsync($"{way} at request {point}");
        }

        Campaign.Tell($"requests that failed once ({way})", points.Count);
    }
}
