using System.Collections.Immutable;
using PolicyEngine.Evaluation;
using PolicyEngine.Graph;
using PolicyEngine.Planning;
using PolicyEngine.PolicyTests.Model;

namespace PolicyEngine.PolicyTests.Running;

/// <summary>Writes what rules counted, for failures. The evaluation is repeated for it once, when it is asked for first.</summary>
internal sealed class RankingWriter(TestPlan plan)
{
    private RepositoryEvaluation? _evaluation;

    /// <summary>The groups that hold an image, of the rule at a place and of the rule of a name.</summary>
    public ImmutableArray<PolicyTestRanking> Write(NodeId node, string? source, string? rule)
    {
        if (plan.Plan.Status != PlanStatus.Planned || (Evaluate() is not { } evaluation))
        {
            return [];
        }

        return
        [
            .. evaluation
                .Outcomes.Where(o => o.Rule.Location.ToString() == source || o.Rule.Id == rule)
                .SelectMany(o =>
                    o.Ranking.Groups.Where(g => g.Nodes.Contains(node))
                        .Select(g => new PolicyTestRanking(o.Rule.Id, g.Name.Text, o.Ranking.Places, Rows(evaluation, g.Nodes, node)))
                ),
        ];
    }

    private static ImmutableArray<PolicyTestRank> Rows(RepositoryEvaluation evaluation, IReadOnlyList<NodeId> nodes, NodeId asked)
    {
        var at = 0;
        while (nodes[at] != asked)
        {
            at++;
        }

        var first = Math.Clamp(at - (PolicyTestRanking.MaxRows / 2), 0, Math.Max(0, nodes.Count - PolicyTestRanking.MaxRows));
        return
        [
            .. Enumerable
                .Range(first, Math.Min(PolicyTestRanking.MaxRows, nodes.Count - first))
                .Select(i => new PolicyTestRank(
                    i + 1,
                    NodeName.Of(evaluation.Graph, nodes[i]),
                    new DateTimeOffset(evaluation.Context.Ages[nodes[i]], TimeSpan.Zero),
                    nodes[i] == asked
                )),
        ];
    }

    private RepositoryEvaluation? Evaluate()
    {
        if (
            _evaluation is null
            && EffectivePolicy.For(plan.Compilation.Policies, plan.Graph.Info, out var conflict) is { } policy
            && conflict is null
        )
        {
            _evaluation = Evaluator.Evaluate(
                plan.Graph,
                policy,
                plan.Test.Now,
                plan.Options.InUse,
                facts: plan.Options.Facts,
                bases: plan.Options.Bases
            );
        }

        return _evaluation;
    }
}
