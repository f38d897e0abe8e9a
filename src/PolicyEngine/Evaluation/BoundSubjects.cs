using System.Collections.Immutable;
using PolicyEngine.Graph;
using PolicyEngine.Oci;

namespace PolicyEngine.Evaluation;

/// <summary>
/// The subjects that a registry would take their referrers along with: where one of these stays, the
/// subject stays too. Elsewhere a referrer does not keep its subject alive (semantics.md#the-digest-graph).
/// </summary>
internal static class BoundSubjects
{
    /// <summary>Finds them, each with a referrer that is kept; adds them to the seeds, and what they reach to what is live.</summary>
    public static ImmutableSortedDictionary<NodeId, NodeId> Find(DigestGraph graph, NodeSetBuilder seeds, NodeSetBuilder live)
    {
        if (RegistryVendors.DeletesReferrers(graph.Info.KnownVendor) is null)
        {
            return ImmutableSortedDictionary<NodeId, NodeId>.Empty;
        }

        var bound = ImmutableSortedDictionary.CreateBuilder<NodeId, NodeId>();
        var open = new List<NodeId>();
        foreach (var node in live)
        {
            open.Add(node);
        }

        while (open.Count > 0)
        {
            // Of what lived before, all subjects live: only what came with them may have others.
            var found = new List<NodeId>();
            foreach (var referrer in open)
            {
                foreach (var subject in graph.Subjects[referrer])
                {
                    if (subject < graph.PresentCount && !live.Contains(subject) && bound.TryAdd(subject, referrer))
                    {
                        found.Add(subject);
                    }
                }
            }

            found.ForEach(subject => seeds.Add(subject));
            open = graph.Extend(live, found);
        }

        return bound.ToImmutable();
    }
}
