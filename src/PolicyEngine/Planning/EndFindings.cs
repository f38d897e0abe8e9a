using PolicyEngine.Binding;
using PolicyEngine.Conditions;
using PolicyEngine.Evaluation;
using PolicyEngine.Selecting;

namespace PolicyEngine.Planning;

/// <summary>Finds ends that images state and nobody can read, so that they are kept.</summary>
internal static class EndFindings
{
    public static void Add(RepositoryEvaluation evaluation, FindingList findings)
    {
        foreach (var outcome in evaluation.Outcomes)
        {
            Add(evaluation, outcome.Rule.Match, outcome.Uncertain, outcome.Rule.Location, $"the rule '{outcome.Rule.Id}'", findings);
        }

        foreach (var (protection, nodes) in evaluation.Protections)
        {
            Add(evaluation, protection.Predicate, nodes, protection.Location, $"the protection '{protection.Name}'", findings);
        }
    }

    private static void Add(
        RepositoryEvaluation evaluation,
        Predicate? match,
        Graph.NodeSet nodes,
        Text.Location location,
        string who,
        FindingList findings
    )
    {
        var conditions = match?.SelfAndParts().OfType<ExpiredCondition.Expired>().ToArray() ?? [];
        if (conditions.Length == 0)
        {
            return;
        }

        foreach (var node in nodes)
        {
            foreach (var (name, value) in conditions.SelectMany(c => c.UnreadableOf(evaluation.Context, node)).Distinct())
            {
                findings.Add(
                    PlanDiagnostics.UnreadableEnd,
                    evaluation.Graph.TextOf(node),
                    location,
                    NodeName.Of(evaluation.Graph, node),
                    Quote.Cap(value),
                    Quote.Cap(name),
                    who
                );
            }
        }
    }
}
