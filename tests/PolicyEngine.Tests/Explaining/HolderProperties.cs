using System.Text;
using PolicyEngine.Compiling;
using PolicyEngine.Evaluation;
using PolicyEngine.Explaining;
using PolicyEngine.Planning;
using PolicyEngine.Selecting;
using PolicyEngine.Snapshots;
using PolicyEngine.Tests.Oracle;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Explaining;

public sealed class HolderProperties
{
    [Fact]
    public void A_manifest_is_held_exactly_if_it_does_not_go()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var generated = OracleCase.FromSeed(seed);
            var compilation = PolicyCompiler.Compile([
                .. generated.PolicyTexts().Select((text, i) => SourceText.From($"policy-{i}.yaml", text)),
            ]);
            var graph = SnapshotReader.ReadGraphs(new MemoryStream(Encoding.UTF8.GetBytes(generated.SnapshotText()))).Single();
            if (EffectivePolicy.For(compilation.Policies, graph.Info, out _) is not { } policy)
            {
                continue;
            }

            var evaluation = Evaluator.Evaluate(graph, policy, Now.Value, InUseReferences.Empty);
            var holders = new Holders(evaluation, new VerdictWriter(evaluation));
            foreach (var node in graph.PresentNodes)
            {
                Assert.True(
                    evaluation.Deleted.Contains(node) != holders.Of(node, Ancestry.Of(graph, node)).Any(),
                    $"seed {seed}, {graph.TextOf(node)}"
                );
            }
        }
    }
}
