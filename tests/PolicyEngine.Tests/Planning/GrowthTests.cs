using System.Globalization;
using PolicyEngine.Comparing;
using PolicyEngine.Compiling;
using PolicyEngine.Diagnostics;
using PolicyEngine.Evaluation;
using PolicyEngine.Explaining;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Policies;
using PolicyEngine.Testing;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Planning;

/// <summary>Work and memory grow no faster than the repository: by counts and allocated bytes, which no machine changes.</summary>
public sealed class GrowthTests
{
    private const string Delete = "rules:\n  - { id: pr, match: { tags: \"pr-*\" }, delete: all }\n";
    private const string Per =
        "rules:\n  - { id: pr, match: { tags: { regex: \"pr-(?<number>.*)\" } }, delete: { except-newest: 1, per: [number] } }\n";
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_tags_of_a_partly_matched_image_are_looked_at_a_few_times_each()
    {
        const int Tags = 3_000;
        var evaluation = Evaluate(Delete, GrowthShapes.TagsOnOneDigest(Tags));
        var findings = new FindingList([], SeverityOverrides.None);
        FindingFinder.OfEvaluation(evaluation, new VerdictWriter(evaluation), findings);
        Assert.Contains(findings.ToSorted(), f => f.Id == "PE4009");
        Assert.InRange(evaluation.Drops.TagsLookedAt, 1, 5 * Tags);
    }

    [Fact]
    public void Groups_of_one_image_grow_with_its_tags() =>
        AssertLinear(1_000, n => GrowthShapes.TagsOnOneDigest(n), graph => Plan(Per, graph).Keep.Sum(m => m.Verdict.Text.Length));

    [Fact]
    public void Chains_of_indexes_grow_with_their_length() => AssertLinear(500, GrowthShapes.ChainOfIndexes, Paths);

    [Fact]
    public void Chains_of_referrers_grow_with_their_length() => AssertLinear(500, GrowthShapes.ChainOfReferrers, Paths);

    [Theory]
    [InlineData(300, 100, 100)]
    [InlineData(990, 200, 100)]
    [InlineData(2_000, 200, 49)]
    [InlineData(12_000, 150, 10)]
    public void The_rows_of_a_repository_show_so_many_paths_altogether(int children, int tags, int shown)
    {
        var graph = GrowthShapes.TaggedIndex(children, tags);
        var plan = Plan(Delete, graph);
        var part = plan.Delete.First(m => m.Role == ManifestRole.Child);
        var isCut = shown < Math.Min(tags, GraphPaths.MostPaths);
        Assert.Equal(shown + (isCut ? 1 : 0), part.Paths.Length);
        Assert.Equal(isCut, part.Paths[^1][0] == GraphPaths.Elision);
        Assert.Equal("pr-0", part.Paths[0][0]);
        Assert.InRange(plan.Delete.Take(200).Sum(m => (long)m.Paths.Length), 200, 200L * (shown + 1));
        Assert.Equal(
            GraphPaths.MostPaths,
            Explainer.Explain(Compile(Delete), graph, Now, new PlanOptions(), part.Digest).Subject!.Row.Paths.Length
        );
    }

    [Fact]
    public void A_large_repository_whose_images_have_few_paths_shows_all()
    {
        Assert.Equal(GraphPaths.MostPaths, PathLimit.Of(GrowthShapes.TaggedIndex(5_000, 10)));
        Assert.Equal(GraphPaths.MostPaths, PathLimit.Of(GrowthShapes.Images(5_000)));
        Assert.Equal(GraphPaths.MostPaths, PathLimit.Of(GrowthShapes.ChainOfIndexes(5_000)));
    }

    [Fact]
    public void What_rules_counted_is_not_held_for_each_image()
    {
        const int Rules = 20;
        const int Images = 4_000;
        var rules =
            "rules:\n"
            + string.Concat(
                Enumerable
                    .Range(1, Rules)
                    .Select(i =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"  - {{ id: r{i}, match: {{ tagged: true }}, delete: {{ older-than: 30d, except-newest: {i} }} }}\n"
                        )
                    )
            );
        var evaluation = Evaluate(rules, GrowthShapes.Images(Images));
        var traces = evaluation.Outcomes.Select(o => new RuleTrace(o)).ToArray();
        var held = Retained(() => traces.Sum(t => t.Criteria.Sum(c => c.RanksOf(new NodeId(evaluation.Graph.PresentCount / 2)).Count)));
        Assert.True(held < Rules * Images * 20, $"{held} bytes are held.");
        GC.KeepAlive(traces);
    }

    [Fact]
    public void Rows_that_are_only_counted_or_compared_have_no_paths()
    {
        var graph = GrowthShapes.TaggedIndex(900, 200);
        var (old, @new) = (Create(Delete, graph), Create(Delete + "  - { id: idle, match: { tags: nothing }, delete: all }\n", graph));
        Assert.False(PlanComparer.Compare(old, @new).HasChanges);
        var bytes = Allocated(() => PlanComparer.Compare(old, @new).Repositories.Length);
        Assert.True(bytes < 900 * 6_000, $"{bytes} bytes for 900 rows.");
    }

    [Fact]
    public void A_rule_that_selects_nothing_anywhere_is_told_of_once_with_the_number_of_repositories()
    {
        var graphs = Enumerable.Range(0, 30).Select(i => GrowthShapes.Images(3, $"acme/r{i:d2}")).ToArray();
        var policy = Delete + "  - { id: idle, match: { tags: nothing }, delete: all }\nprotect: [{ id: no, tags: never }]\n";
        var plan = Planner.Create(Compile(policy), graphs, Now);
        var idle = plan.Repositories.SelectMany(r => r.Findings).Where(f => f.Id is "PE4007" or "PE4008").Select(f => f.Message).ToArray();
        Assert.Equal(
            [
                "The protection 'no' protects nothing in any of 30 repositories.",
                "The rule 'idle' selects nothing in any of 30 repositories.",
            ],
            idle
        );
        Assert.Equal(
            "The rule 'idle' selects nothing here.",
            Assert.Single(Plan(policy, graphs[3]).Findings, f => f.Id == "PE4008").Message
        );

        // Raised to an error, it refuses the plan of each.
        Assert.True(SeverityOverrides.TryParse(["PE4008=error"], false, out var severities, out _));
        Assert.All(Planner.Create(Compile(policy), graphs, Now, new PlanOptions { Severities = severities }).Repositories, r =>
            Assert.Equal(PlanStatus.Refused, r.Status)
        );
    }

    private static long Paths(DigestGraph graph)
    {
        var plan = Plan(Delete, graph);
        return plan.Delete.Concat(plan.Keep).Sum(m => m.Paths.Sum(p => (long)p.Length));
    }

    /// <summary>Twice the size takes no more than thrice the memory; what is quadratic takes four times.</summary>
    private static void AssertLinear(int size, Func<int, DigestGraph> shape, Func<DigestGraph, long> work)
    {
        var (small, large) = (shape(size), shape(2 * size));
        _ = work(small);
        var (one, two) = (Allocated(() => work(small)), Allocated(() => work(large)));
        Assert.True(two < 3 * one, $"{one} bytes, and {two} for twice the size.");
    }

    private static long Allocated(Func<long> work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>What work leaves behind in objects that stay: the difference
    /// between two runs, of which the second finds everything there.</summary>
    private static long Retained(Func<long> work)
    {
        var first = Allocated(work);
        return first - Allocated(work);
    }

    private static RepositoryPlan Plan(string policy, DigestGraph graph) => Assert.Single(Create(policy, graph).Repositories);

    private static Plan Create(string policy, DigestGraph graph) => Planner.Create(Compile(policy), [graph], Now);

    private static RepositoryEvaluation Evaluate(string policy, DigestGraph graph) =>
        Evaluator.Evaluate(graph, EffectivePolicy.For(Compile(policy).Policies, graph.Info, out _)!, Now, new PlanOptions().InUse);

    private static PolicyCompilation Compile(string policy)
    {
        var compilation = PolicyCompiler.Compile([SourceText.From("a.yaml", "version: 1\nlimits: { min-remaining: 0 }\n" + policy)]);
        Assert.False(compilation.HasErrors, string.Join('\n', compilation.Diagnostics));
        return compilation;
    }
}
