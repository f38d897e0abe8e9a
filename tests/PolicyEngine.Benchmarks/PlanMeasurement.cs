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

        var figures = Measure(manifests);
        var (graph, summary) = (figures.Graph, figures.Plan.Summary);
        Print($"manifests    {graph.PresentCount:N0}, {graph.TagCount:N0} tags; {summary.Delete:N0} go, {summary.Keep:N0} stay");
        Print($"graph        {figures.Building.TotalMilliseconds:N0} ms");
        Print($"plan         {figures.Planning.TotalMilliseconds:N0} ms");
        Print($"together     {(figures.Building + figures.Planning).TotalMilliseconds:N0} ms");
        Print($"processor    {figures.Processor.TotalMilliseconds:N0} ms");
        Print($"live memory  {figures.BytesOfManifest:N1} bytes a manifest, {figures.LiveBytes / 1e6:N0} MB");
        return figures.Plan.Repositories[0].Status == PlanStatus.Planned ? 0 : 1;
    }

    /// <summary>Builds and plans a repository of so many manifests.</summary>
    public static PlanFigures Measure(int manifests)
    {
        var compilation = PolicyCompiler.Compile([SourceText.From("bench.yaml", Policy)]);
        var now = SyntheticRepository.Info.TakenAt!.Value;

        // Compiles the methods first.
        _ = Planner.Create(compilation, [new SyntheticRepository(20_000).Build()], now).Summary;

        var repository = new SyntheticRepository(manifests);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (watch, processor) = (new Stopwatch(), TimeSpan.Zero);
        var builder = new DigestGraphBuilder();
        foreach (var chunk in repository.Manifests().Chunk(10_000))
        {
            var used = Environment.CpuUsage.TotalTime;
            watch.Start();
            foreach (var manifest in chunk)
            {
                builder.Add(manifest);
            }

            watch.Stop();
            processor += Environment.CpuUsage.TotalTime - used;
        }

        var start = Environment.CpuUsage.TotalTime;
        watch.Start();
        var graph = builder.Build(SyntheticRepository.Info);
        var building = watch.Elapsed;
        builder = null;
        watch.Restart();
        var plan = Planner.Create(compilation, [graph], now);
        var planning = watch.Elapsed;
        processor += Environment.CpuUsage.TotalTime - start;
        var live = GC.GetTotalMemory(forceFullCollection: true) - before;
        return new PlanFigures(graph, plan, building, planning, processor, live);
    }

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}

/// <summary>What building a graph and planning it took.</summary>
/// <param name="Graph">The graph.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Building">The time of taking in the manifests and building the graph.</param>
/// <param name="Planning">The time of planning.</param>
/// <param name="Processor">The processor time of both together.</param>
/// <param name="LiveBytes">The live memory of both.</param>
internal sealed record PlanFigures(DigestGraph Graph, Plan Plan, TimeSpan Building, TimeSpan Planning, TimeSpan Processor, long LiveBytes)
{
    public double BytesOfManifest => (double)LiveBytes / Graph.PresentCount;
}
