using System.Collections.Immutable;
using PolicyEngine.Graph;
using PolicyEngine.Snapshots;

namespace PolicyEngine.Evaluation;

/// <summary>
/// The subjects that a registry would take their referrers along with: where one of these stays, the subject stays too. Elsewhere a referrer
/// does not keep its subject alive (SPEC 2).
/// </summary>
internal static class BoundSubjects
{
    /// <summary>Finds them, each with a referrer that is kept; adds them to the seeds, and what they reach to what is live.</summary>
    public static ImmutableSortedDictionary<int, int> Find(DigestGraph graph, NodeSet seeds, ref NodeSet live)
    {
        if (RegistryVendors.DeletesReferrers(graph.Info.KnownVendor) is null)
        {
            return ImmutableSortedDictionary<int, int>.Empty;
        }

        var bound = ImmutableSortedDictionary.CreateBuilder<int, int>();
        for (var before = -1; before != bound.Count;)
        {
            before = bound.Count;
            foreach (var referrer in live)
            {
                foreach (var subject in graph.Subjects[referrer])
                {
                    if (subject < graph.PresentCount && !live.Contains(subject))
                    {
                        bound.TryAdd(subject, referrer);
                    }
                }
            }

            foreach (var subject in bound.Keys)
            {
                seeds.Add(subject);
            }

            live = bound.Count == before ? live : graph.Closure(seeds);
        }

        return bound.ToImmutable();
    }
}
