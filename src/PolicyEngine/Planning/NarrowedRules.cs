using System.Collections.Immutable;
using PolicyEngine.Graph;
using PolicyEngine.Lints;
using PolicyEngine.Policies;

namespace PolicyEngine.Planning;

/// <summary>The rules whose <c>repositories</c> fit none of the repositories that are planned: probably misspelt. Pure.</summary>
internal static class NarrowedRules
{
    /// <summary>Tells of each once, at the first repository that its policy is for.</summary>
    /// <param name="policies">The policies.</param>
    /// <param name="graphs">The repositories, in the order of the plan.</param>
    /// <param name="findings">Gives the findings of one of them.</param>
    public static void Find(ImmutableArray<Policy> policies, IReadOnlyList<DigestGraph> graphs, Func<int, FindingList> findings)
    {
        foreach (var policy in policies.Where(p => p.Rules.Any(r => r is { IsEnabled: true, Repositories: not null })))
        {
            var covered = Enumerable
                .Range(0, graphs.Count)
                .Where(i => policy.Covers(graphs[i].Info.Registry, graphs[i].Info.Name))
                .ToArray();
            foreach (
                var rule in policy.Rules.Where(r =>
                    r is { IsEnabled: true, Repositories: not null } && covered.Length > 0 && !covered.Any(i => r.Covers(graphs[i].Info))
                )
            )
            {
                var nothing = NarrowedToNothing.Of(
                    rule.Repositories!,
                    [.. covered.Select(i => (graphs[i].Info.Name, graphs[i].Info.Provider))],
                    "them"
                );
                findings(covered[0]).Add(PlanDiagnostics.NarrowedToNothing, null, rule.Location, rule.Id, nothing.Why, nothing.Nearest);
            }
        }
    }
}
