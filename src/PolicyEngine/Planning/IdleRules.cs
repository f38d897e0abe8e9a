using System.Globalization;
using PolicyEngine.Diagnostics;

namespace PolicyEngine.Planning;

/// <summary>
/// The rules and protections that select nothing anywhere. One that selects nothing in one repository is ordinary where a policy
/// covers many. Said once for all repositories; in each of them where it is raised to an error, which refuses each plan. Pure.
/// </summary>
internal static class IdleRules
{
    /// <summary>Moves what is idle everywhere into the findings of repositories.</summary>
    /// <param name="findings">The findings of each repository, in the order of the plan.</param>
    /// <param name="busy">The places of the rules and protections that select something somewhere.</param>
    public static void Tell(IReadOnlyList<FindingList> findings, IReadOnlySet<string> busy)
    {
        var counts = new Dictionary<(string Id, string Source), int>();
        var telling = new Dictionary<(string Id, string Source), (int Repository, bool HasHint)>();
        for (var i = 0; i < findings.Count; i++)
        {
            foreach (var idle in findings[i].Idle)
            {
                var key = (idle.Descriptor.Id, idle.Source);
                counts[key] = counts.GetValueOrDefault(key) + 1;

                // The first repository with a tag that may be meant tells most.
                if (!telling.TryGetValue(key, out var first) || (idle.Hint.Length > 0 && !first.HasHint))
                {
                    telling[key] = (i, idle.Hint.Length > 0);
                }
            }
        }

        for (var i = 0; i < findings.Count; i++)
        {
            foreach (var idle in findings[i].Idle.Where(f => !busy.Contains(f.Source)))
            {
                var key = (idle.Descriptor.Id, idle.Source);
                var isError =
                    findings[i].InForce(Diagnostic.Create(idle.Descriptor, idle.Location, idle.Name, "here", idle.Hint)) is
                    { Severity: DiagnosticSeverity.Error };
                if (isError || telling[key].Repository == i)
                {
                    findings[i].Add(idle.Descriptor, null, idle.Location, idle.Name, isError ? "here" : Where(counts[key]), idle.Hint);
                }
            }
        }
    }

    private static string Where(int repositories) =>
        repositories == 1 ? "here" : string.Create(CultureInfo.InvariantCulture, $"in any of {repositories:N0} repositories");
}
