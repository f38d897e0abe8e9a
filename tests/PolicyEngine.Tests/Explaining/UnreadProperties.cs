using CsCheck;
using PolicyEngine.Compiling;
using PolicyEngine.Evaluation;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;
using PolicyEngine.Testing;
using PolicyEngine.Tests.Graph;
using PolicyEngine.Tests.Oracle;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Explaining;

/// <summary>What stays in random repositories of which some manifests were not
/// read and some are gone, under a policy that deletes what it may.</summary>
public sealed class UnreadProperties
{
    private const string Policy = """
        version: 1
        protect: { digests: "sha256:6e30300000000000000000000000000000000000000000000000000000000000" }
        rules:
          - id: tagged
            match: { tags: "v*" }
            delete: { older-than: 1d }
          - id: untagged
            match: { tagged: false }
            delete: { older-than: 1d }
          - id: orphans
            match: { state: orphaned }
            delete: { older-than: 1d }
        """;

    private static readonly PolicyCompilation Compilation = PolicyCompiler.Compile([SourceText.From("policy.yaml", Policy)]);

    /// <summary>Repositories in which half of the manifests are old, and each eighth
    /// was not read, mostly since it is gone, for a day or for less.</summary>
    private static readonly Gen<DigestGraph> Graphs = Gen.Select(GraphGenerator.Manifests, Gen.Int[0, 31].Array[12], Gen.Int[0, 3])
        .Select(
            (manifests, odd, notGone) =>
            {
                var changed = manifests
                    .Select(
                        (m, i) =>
                            m with
                            {
                                Unread = odd[i] < 4,
                                PushedAt = Now.Value.AddDays(
                                    odd[i] is 1 or 2 ? -0.5
                                    : odd[i] % 2 == 0 ? -9
                                    : odd[i] < 24 ? -3
                                    : 0
                                ),
                            }
                    )
                    .ToArray();
                return GraphText.Build(
                    changed,
                    GraphText.Info with
                    {
                        ListedButGone =
                        [
                            .. changed
                                .Where((m, i) => m.Unread && (notGone > 0 || odd[i] < 2))
                                .Select(m => m.Digest)
                                .Order(StringComparer.Ordinal),
                        ],
                    }
                );
            }
        );

    [Fact]
    public void Nothing_that_a_manifest_which_was_not_read_could_need_is_deleted() =>
        ForAll(evaluation =>
        {
            var graph = evaluation.Graph;
            Assert.True(evaluation.Deleted.ToBuilder().IntersectWith(graph.Unread).IsEmpty);
            Assert.True(graph.Closure(evaluation.Live).IntersectWith(evaluation.Deleted).IsEmpty);
            var hiding = Hiding(graph);
            if (hiding.Exists(n => !graph.Info.ListedButGone.Contains(graph.TextOf(n))))
            {
                Assert.True(evaluation.Deleted.IsEmpty);
            }
            else if (hiding.Count > 0)
            {
                Assert.DoesNotContain(graph.PresentNodes, n =>
                    evaluation.Deleted.Contains(n) && graph.Roots.Contains(n) && graph.TagsOf(n).IsEmpty
                );
            }
        });

    [Fact]
    public void A_verdict_gives_the_reason_that_holds() =>
        ForAll(evaluation =>
        {
            var (graph, verdicts) = (evaluation.Graph, new VerdictWriter(evaluation));
            foreach (var node in evaluation.Live.ToBuilder().ExceptWith(evaluation.Retained))
            {
                var text = verdicts.OfKept(node).Text;
                Assert.True(evaluation.Young.Contains(node) || !text.Contains("grace", StringComparison.Ordinal), text);
                Assert.True(evaluation.PossiblePieces.Contains(node) || !text.Contains("may be a piece", StringComparison.Ordinal), text);
                Assert.True(graph.IsUnread(node) || !text.StartsWith("It has not been read", StringComparison.Ordinal), text);
                Assert.True(
                    graph.Info.ListedButGone.Contains(graph.TextOf(node))
                        || !text.StartsWith("Its manifest is missing", StringComparison.Ordinal),
                    text
                );
            }
        });

    [Fact]
    public void Beside_what_is_gone_something_still_goes_and_beside_what_is_not_nothing() =>
        Assert.True(Count(e => !e.Hiding.IsEmpty && !e.Deleted.IsEmpty) > 20);

    [Fact]
    public void What_is_gone_for_more_than_a_day_holds_nothing() =>
        Assert.True(
            Count(e =>
                !e.Missing.IsEmpty
                && e.Hiding.IsEmpty
                && e.PossiblePieces.IsEmpty
                && e.Graph.PresentNodes.Any(n => e.Deleted.Contains(n) && e.Graph.TagsOf(n).IsEmpty)
            ) > 20
        );

    private static List<NodeId> Hiding(DigestGraph graph) =>
        [
            .. graph.PresentNodes.Where(n =>
                graph.IsUnread(n)
                && (graph.Roots.Contains(n) || graph.KindOf(n) == ManifestKind.Index)
                && !(graph.Info.ListedButGone.Contains(graph.TextOf(n)) && Now.Value.UtcTicks - graph.PushedTicks(n) > TimeSpan.TicksPerDay)
            ),
        ];

    private static int Count(Func<RepositoryEvaluation, bool> counts)
    {
        var count = 0;
        ForAll(e => count += counts(e) ? 1 : 0);
        return count;
    }

    private static void ForAll(Action<RepositoryEvaluation> check) =>
        Graphs.Sample(
            graph =>
                check(
                    Evaluator.Evaluate(
                        graph,
                        EffectivePolicy.For(Compilation.Policies, graph.Info, out _)!,
                        Now.Value,
                        InUseReferences.Empty
                    )
                ),
            iter: 2_000,
            threads: 1
        );
}
