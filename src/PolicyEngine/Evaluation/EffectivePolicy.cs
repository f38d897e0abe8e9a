using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Language;
using PolicyEngine.Language.Shapes;
using PolicyEngine.Snapshots;
using PolicyEngine.Text;

namespace PolicyEngine.Evaluation;

/// <summary>The policies of one repository, united (SPEC 1.3.14): all protections, all rules in the order of the policies, the stricter limits. Immutable.</summary>
internal sealed record EffectivePolicy(
    ImmutableArray<Policy> Policies, PolicySettings Settings, PolicyLimits Limits, ImmutableArray<Protection> Protections, ImmutableArray<Rule> Rules)
{
    /// <summary>The first rule or protection that cannot be answered without the times of pulls, or null.</summary>
    public (string Name, Location Location)? FindPullUser()
    {
        if (Rules.FirstOrDefault(r => r.NeedsPullTimes) is { } rule)
        {
            return (rule.Id, rule.Location);
        }

        return Protections.FirstOrDefault(p => p.Predicate.NeedsPullTimes) is { } protection ? (protection.Name, protection.Location) : null;
    }

    /// <summary>Unites the policies that cover a repository; null where there is none. Settings that differ are reported.</summary>
    public static EffectivePolicy? For(IEnumerable<Policy> policies, RepositoryInfo repository, out Diagnostic? conflict)
    {
        conflict = null;
        var covering = policies.Where(p => p.Covers(repository.Registry, repository.Name)).ToImmutableArray();
        if (covering.IsEmpty)
        {
            return null;
        }

        var settings = covering[0].Settings;
        foreach (var policy in covering.AsSpan()[1..])
        {
            var differences = string.Join(", ", settings.DifferencesTo(policy.Settings).Select(d => $"'{d}'"));
            if (differences.Length > 0)
            {
                conflict ??= Diagnostic.Create(PolicyDiagnostics.DifferentSettings, policy.SettingsLocation, repository.FullName, differences) with
                {
                    AdditionalLocations = [(covering[0].SettingsLocation, "the settings they differ from")],
                };
            }
        }

        return new EffectivePolicy(
            covering,
            settings,
            covering.Select(p => p.Limits).Aggregate(PolicyLimits.Unite),
            [.. covering.SelectMany(p => p.Protections)],
            [.. covering.SelectMany(p => p.Rules).Where(r => r.AppliesTo(repository.Name, repository.Provider))]);
    }
}
