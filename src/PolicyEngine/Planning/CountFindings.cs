using System.Globalization;
using PolicyEngine.Evaluation;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;

namespace PolicyEngine.Planning;

/// <summary>Finds counts that untagged images fill, so that tagged ones are deleted.</summary>
internal static class CountFindings
{
    public static void Add(RepositoryEvaluation evaluation, FindingList findings)
    {
        var graph = evaluation.Graph;
        foreach (
            var outcome in evaluation.Outcomes.Where(o =>
                o.Rule.IsDelete && o.Rule.Criteria.Any(c => c is { Effect: CriterionEffect.Spare, TakesPlaces: true })
            )
        )
        {
            var untagged = Count(graph, outcome.Spared, isTagged: false);
            var tagged = Count(graph, outcome.Condemned.ToBuilder().IntersectWith(evaluation.Deleted), isTagged: true);
            if (untagged > 0 && tagged > 0)
            {
                findings.Add(
                    PlanDiagnostics.UntaggedTakePlaces,
                    null,
                    outcome.Rule.Location,
                    outcome.Rule.Id,
                    untagged == 1
                        ? "1 untagged image takes a place"
                        : string.Create(CultureInfo.InvariantCulture, $"{untagged} untagged images take places"),
                    tagged == 1
                        ? "1 tagged image is deleted"
                        : string.Create(CultureInfo.InvariantCulture, $"{tagged} tagged images are deleted")
                );
            }
        }
    }

    private static int Count(DigestGraph graph, NodeSet nodes, bool isTagged)
    {
        var count = 0;
        foreach (var node in nodes)
        {
            count += graph.TagsOf(node).IsEmpty != isTagged ? 1 : 0;
        }

        return count;
    }
}
