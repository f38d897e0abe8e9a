using System.Globalization;
using PolicyEngine.Comparing;
using PolicyEngine.Compiling;
using PolicyEngine.Explaining;
using PolicyEngine.Graph;
using PolicyEngine.Planning;
using PolicyEngine.Policies;
using PolicyEngine.Testing;
using PolicyEngine.Text;

namespace PolicyEngine.Benchmarks;

/// <summary><c>growth</c>: repositories that grow in one direction; prints processor
/// time and allocated bytes at each size, and the growth from one to the next.</summary>
internal static class GrowthMeasurement
{
    private const string Head = "version: 1\nlimits: { min-remaining: 0 }\nrules:\n";
    private const string Delete = Head + "  - { id: pr, match: { tags: \"pr-*\" }, delete: all }\n";
    private const string Other = Delete + "  - { id: idle, match: { tags: nothing }, delete: all }\n";
    private const string Per =
        Head + "  - { id: pr, match: { tags: { regex: \"pr-(?<number>.*)\" } }, delete: { except-newest: 1, per: [number] } }\n";
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    public static int Run()
    {
        Measure("tags of a partly matched image", [50_000, 100_000, 200_000], GrowthShapes.TagsOnOneDigest, g => Rows(Delete, g));
        Measure("groups of one image", [10_000, 20_000, 40_000], GrowthShapes.TagsOnOneDigest, g => Rows(Per, g));
        Measure(
            "paths of children x tags (rows in thousands)",
            [2, 4, 8],
            n => GrowthShapes.TaggedIndex(n * 1_000, n * 1_000),
            g => Rows(Delete, g)
        );
        Measure("chain of indexes", [10_000, 20_000, 40_000], GrowthShapes.ChainOfIndexes, g => Rows(Delete, g));
        Measure("chain of referrers", [10_000, 20_000, 40_000], GrowthShapes.ChainOfReferrers, g => Rows(Delete, g));
        Measure("rules over 20,000 images", [25, 50, 100], Rules, r => Rows(r.Policy, r.Graph));
        Measure("rules, one image explained", [25, 50, 100], Rules, r =>
            Explainer.Explain(Compile(r.Policy), r.Graph, Now, new PlanOptions(), "pr-5").Subject!.Rules.Length
        );
        Measure(
            "two policies compared, images",
            [50_000, 100_000, 200_000],
            n => GrowthShapes.Images(n),
            g => PlanComparer.Compare(Create(Delete, [g]), Create(Other, [g])).Repositories.Length
        );
        Measure("idle rule, repositories", [500, 1_000, 2_000], Repositories, g =>
            Create(Other, g).Repositories.Sum(r => r.Findings.Sum(f => (long)f.Message.Length))
        );
        return 0;
    }

    private static void Measure<T>(string name, int[] sizes, Func<int, T> shape, Func<T, long> work)
    {
        _ = work(shape(Math.Max(sizes[0] / 50, 1)));
        Console.WriteLine(name);
        (double Time, double Bytes) last = default;
        foreach (var size in sizes)
        {
            var input = shape(size);
            var (time, bytes) = (Environment.CpuUsage.TotalTime, GC.GetAllocatedBytesForCurrentThread());
            var result = work(input);
            var now = (
                Time: (Environment.CpuUsage.TotalTime - time).TotalMilliseconds,
                Bytes: (GC.GetAllocatedBytesForCurrentThread() - bytes) / 1e6
            );
            var growth =
                last == default
                    ? ""
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"   x{now.Time / last.Time:N1} time, x{now.Bytes / last.Bytes:N1} "
                            + $"memory; linear is x{sizes[1] / (double)sizes[0]:N1}"
                    );
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {size,9:N0}  {now.Time,9:N0} ms  {now.Bytes,9:N1} MB allocated  {result,12:N0} out{growth}"
                )
            );
            last = now;
        }
    }

    private static (string Policy, DigestGraph Graph) Rules(int count) =>
        (
            Head
                + string.Concat(
                    Enumerable
                        .Range(1, count)
                        .Select(i =>
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"  - {{ id: r{i}, match: {{ tags: \"*\" }}, delete: {{ older-than: 30d, except-newest: {i} }} }}\n"
                            )
                        )
                ),
            GrowthShapes.Images(20_000)
        );

    private static DigestGraph[] Repositories(int count) =>
        [.. Enumerable.Range(0, count).Select(i => GrowthShapes.Images(3, string.Create(CultureInfo.InvariantCulture, $"acme/r{i}")))];

    /// <summary>Plans, and asks each row for its reason and its paths, as the JSON plan does.</summary>
    private static long Rows(string policy, DigestGraph graph) =>
        Create(policy, [graph])
            .Repositories.Sum(r => r.Delete.Concat(r.Keep).Sum(m => m.Verdict.Text.Length + m.Paths.Sum(p => (long)p.Length)));

    private static Plan Create(string policy, IEnumerable<DigestGraph> graphs) => Planner.Create(Compile(policy), graphs, Now);

    private static PolicyCompilation Compile(string policy) => PolicyCompiler.Compile([SourceText.From("growth.yaml", policy)]);
}
