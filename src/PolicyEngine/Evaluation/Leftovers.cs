using System.Collections.Immutable;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;

namespace PolicyEngine.Evaluation;

/// <summary>What earlier runs began to delete and left: parts whose image is gone. Pure.</summary>
internal static class Leftovers
{
    /// <summary>
    /// Those that are there, untagged, not inside the grace period (parts of unknown age share the fate of
    /// their image, semantics.md#age), neither protected nor kept, and that no delete rule decides about.
    /// What needs one of them makes it no root, and whatever else keeps it alive is found by the graph.
    /// </summary>
    public static IReadOnlyDictionary<NodeId, BegunPart> Find(
        EvaluationContext context,
        ImmutableArray<BegunPart> begun,
        ImmutableArray<RuleOutcome> outcomes,
        NodeSet young
    )
    {
        var graph = context.Graph;
        var found = new SortedDictionary<NodeId, BegunPart>();
        foreach (var part in begun)
        {
            if (
                graph.TryFind(part.Digest, out var node)
                && node < graph.PresentCount
                && graph.VersionIdOf(node) == part.VersionId
                && graph.Roots.Contains(node)
                && graph.TagsOf(node).IsEmpty
                && !young.Contains(node)
                && !context.Protected.Contains(node)
                && !outcomes.Any(outcome => outcome.Holds(node) || (outcome.Rule.IsDelete && outcome.Selected.Nodes.Contains(node)))
            )
            {
                found[node] = part;
            }
        }

        return found;
    }
}
