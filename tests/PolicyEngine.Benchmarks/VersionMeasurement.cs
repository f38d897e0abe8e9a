using System.Globalization;
using PolicyEngine.Compiling;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Text;

namespace PolicyEngine.Benchmarks;

/// <summary>Plans releases by a range and groups of a minor version, once by <c>semver</c> and once by <c>version</c>.</summary>
internal static class VersionMeasurement
{
    private const int Runs = 5;
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The median of the processor time, and the allocated bytes.</summary>
    /// <param name="scheme"><c>semver</c> or <c>version</c>.</param>
    /// <param name="tags">The number of tags, each on an image of its own.</param>
    public static (TimeSpan Processor, long Bytes) Measure(string scheme, int tags)
    {
        var compilation = PolicyCompiler.Compile([
            SourceText.From(
                "versions.yaml",
                $$"""
                version: 1
                limits: { min-remaining: 0 }
                rules:
                  - id: releases
                    match: { tags: { {{scheme}}: ">=1.0.0 <9.0.0" } }
                    delete: { except-newest: 2, order-by: {{scheme}}, per: [{{scheme}}.minor] }
                """
            ),
        ]);
        var graph = Build(tags);
        var times = new List<TimeSpan>();
        var bytes = 0L;
        for (var run = -1; run < Runs; run++)
        {
            var (before, allocated) = (Environment.CpuUsage.TotalTime, GC.GetAllocatedBytesForCurrentThread());
            var plan = Planner.Create(compilation, [graph], Now);
            var time = Environment.CpuUsage.TotalTime - before;
            bytes = GC.GetAllocatedBytesForCurrentThread() - allocated;
            if (plan.Repositories[0].Status != PlanStatus.Planned || plan.Summary.Delete != tags * 98 / 100)
            {
                throw new InvalidOperationException($"{plan.Summary.Delete} go by {scheme}: {plan.Repositories[0].Reason}");
            }

            // The first run compiles the methods.
            if (run >= 0)
            {
                times.Add(time);
            }
        }

        times.Sort();
        return (times[Runs / 2], bytes);
    }

    /// <summary>A hundred patches of each minor version.</summary>
    private static DigestGraph Build(int tags)
    {
        var builder = new DigestGraphBuilder();
        for (var i = 0; i < tags; i++)
        {
            builder.Add(
                new ManifestRecord
                {
                    Digest = string.Create(CultureInfo.InvariantCulture, $"sha256:{i:x64}"),
                    MediaType = MediaTypes.OciManifest,
                    Size = 473,
                    PushedAt = Now.AddDays(-100).AddSeconds(i),
                    Tags = [string.Create(CultureInfo.InvariantCulture, $"v1.{i / 100}.{i % 100}")],
                }
            );
        }

        return builder.Build(SyntheticRepository.Info);
    }
}
