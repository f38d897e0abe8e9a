using System.Diagnostics;
using System.Globalization;
using PolicyEngine.Compiling;
using PolicyEngine.Graph;
using PolicyEngine.Planning;
using PolicyEngine.Text;

namespace PolicyEngine.Benchmarks;

/// <summary><c>plan --manifests N</c>: builds a graph and plans it by ten rules,
/// once, and prints the times and the live memory of both together.</summary>
internal static class PlanMeasurement
{
    private const string Policy = """
        version: 1
        limits: { min-remaining: 0 }
        protect:
          - id: latest-releases
            tags: { semver: ">=1.99000.0" }
          - { id: named, tags: [latest, "release-*"] }
        rules:
          - { id: pull-requests, match: { tags: ["pr-*"] }, delete: { older-than: 14d, except-newest: 1000 } }
          - { id: commits, match: { tags: ["sha-*"] }, delete: { older-than: 30d, except-newest: 500 } }
          - { id: releases, match: { tags: { semver: stable } }, keep: { newest: 5000 } }
          - { id: old-releases, match: { tags: { regex: 'v1\.[0-9]+\.0' } }, delete: { older-than: 90d, except-newest: 10000 } }
          - { id: untagged, match: { tagged: false }, delete: { older-than: 7d } }
          - { id: arm, match: { platform: "linux/arm/*", younger-than: 60d }, keep: all }
          - { id: indexes, match: { kind: index, tags: "pr-*5" }, keep: { newest: 100 } }
          - { id: odd, match: { any: [ { tags: "pr-*7" }, { media-type: "*docker*" } ] }, delete: { older-than: 60d } }
          - { id: young, match: { not: { older-than: 1d } }, keep: all }
          - { id: orphans, match: { state: orphaned }, delete: { older-than: 30d } }
        """;

    public static int Run(string[] args)
    {
        var manifests = 1_000_000;
        if (args is ["--manifests", var number] && !int.TryParse(number, CultureInfo.InvariantCulture, out manifests))
        {
            Console.Error.WriteLine("--manifests wants a number.");
            return 2;
        }

        var compilation = PolicyCompiler.Compile([SourceText.From("bench.yaml", Policy)]);
        var now = SyntheticRepository.Info.TakenAt!.Value;

        // Compiles the methods first.
        _ = Planner.Create(compilation, [new SyntheticRepository(20_000).Build()], now).Summary;

        var repository = new SyntheticRepository(manifests);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = new Stopwatch();
        var builder = new DigestGraphBuilder();
        foreach (var chunk in repository.Manifests().Chunk(10_000))
        {
            watch.Start();
            foreach (var manifest in chunk)
            {
                builder.Add(manifest);
            }

            watch.Stop();
        }

        var processor = Environment.CpuUsage.TotalTime;
        watch.Start();
        var graph = builder.Build(SyntheticRepository.Info);
        var building = watch.Elapsed;
        var afterBuilding = Environment.CpuUsage.TotalTime;
        builder = null;
        watch.Restart();
        var plan = Planner.Create(compilation, [graph], now);
        var planning = watch.Elapsed;
        var afterPlanning = Environment.CpuUsage.TotalTime;
        var live = GC.GetTotalMemory(forceFullCollection: true) - before;
        var summary = plan.Summary;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"manifests    {graph.PresentCount:N0}, {graph.TagCount:N0} tags; {summary.Delete:N0} go, {summary.Keep:N0} stay"
            )
        );
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"graph        {building.TotalMilliseconds:N0} ms"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"plan         {planning.TotalMilliseconds:N0} ms"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"together     {(building + planning).TotalMilliseconds:N0} ms"));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"processor    {(afterBuilding - processor).TotalMilliseconds:N0} ms building, without "
                    + $"taking in; {(afterPlanning - afterBuilding).TotalMilliseconds:N0} ms planning"
            )
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"live memory  {(double)live / graph.PresentCount:N1} bytes a manifest, {live / 1e6:N0} MB"
            )
        );
        return plan.Repositories[0].Status == PlanStatus.Planned ? 0 : 1;
    }
}
