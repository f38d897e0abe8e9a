using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Document;
using PolicyEngine.Facts;
using PolicyEngine.Oci;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;
using PolicyEngine.Text;

namespace PolicyEngine.Evaluation;

/// <summary>The policies of one repository, united (semantics.md#several-policies): all
/// protections, all rules in the order of the policies, the stricter limits. Immutable.</summary>
/// <param name="Policies">The policies that cover the repository.</param>
/// <param name="Settings">Their settings.</param>
/// <param name="Limits">The stricter of their limits.</param>
/// <param name="Protections">All protections, and of the other policies of the
/// run those by what is in use: of these, digests count everywhere.</param>
/// <param name="Rules">The rules in force.</param>
/// <param name="DisabledRules">The rules that are switched off: what only they select is left alone.</param>
internal sealed record EffectivePolicy(
    ImmutableArray<Policy> Policies,
    PolicySettings Settings,
    PolicyLimits Limits,
    ImmutableArray<Protection> Protections,
    ImmutableArray<Rule> Rules,
    ImmutableArray<Rule> DisabledRules
)
{
    /// <summary>The first rule or protection that cannot be answered without the times of pulls, or null.</summary>
    public (string Name, Location Location)? FindPullUser()
    {
        if (Rules.FirstOrDefault(r => r.NeedsPullTimes) is { } rule)
        {
            return (rule.Id, rule.Location);
        }

        return Protections.FirstOrDefault(p => p.Predicate.NeedsPullTimes) is { } protection
            ? (protection.Name, protection.Location)
            : null;
    }

    /// <summary>Where a setting stands: in the first policy that states it, else at the settings of the first one.</summary>
    public Location PlaceOf(string setting) => StatedIn(Policies, setting);

    private static Location StatedIn(ImmutableArray<Policy> policies, string setting) =>
        (policies.FirstOrDefault(p => p.Settings.Stated.Contains(setting)) ?? policies[0]).SettingsLocation;

    /// <summary>Why what is in use is not known for some protection, and where it stands; null where all is known.</summary>
    public (string Problem, Location Location)? FindInUseProblem(InUseReferences inUse)
    {
        foreach (var protection in Protections)
        {
            if (protection is { InUse: not null, IsFromElsewhere: false } && inUse.ProblemOf(protection.Location.ToString()) is { } problem)
            {
                return (problem, protection.Location);
            }
        }

        return null;
    }

    /// <summary>Where the bases of kept images are protected; null where they are not.</summary>
    public Location? FindBaseProtection() => Protections.FirstOrDefault(p => p.KeepsBases)?.Location;

    /// <summary>What was said to the rules and protections that are in force here.</summary>
    public IEnumerable<(string Kind, FactAnswer Answer)> FactsOf(FactSet facts) =>
        AskingForFacts
            .Select(p => (p.Kind, Answer: facts.Find(p.Place.Source.Path, p.Kind)!))
            .Concat(Protections.SelectMany(p => p.InUse?.Asked ?? []).Select(s => (s.Kind, Answer: facts.Find(s.Policy, s.Key)!)))
            .Where(f => f.Answer is not null)
            .Distinct()
            .OrderBy(f => f.Kind, StringComparer.Ordinal)
            .ThenBy(f => f.Answer.Source, StringComparer.Ordinal);

    private IEnumerable<FactPredicate> AskingForFacts =>
        Rules
            .Select(r => r.Match)
            .OfType<Predicate>()
            .Concat(Protections.Where(p => !p.IsFromElsewhere).Select(p => p.Predicate))
            .SelectMany(p => p.SelfAndParts())
            .OfType<FactPredicate>();

    /// <summary>Why the facts that some rule or protection asks for are not known, and where it stands; null where all are.</summary>
    public (string Problem, Location Location)? FindFactProblem(FactSet facts)
    {
        foreach (var predicate in AskingForFacts)
        {
            if (predicate.FindProblem(facts) is { } problem)
            {
                return (problem, predicate.Place);
            }
        }

        return null;
    }

    /// <summary>Unites the policies that cover a repository, or null if there is none. Settings that differ are reported.</summary>
    public static EffectivePolicy? For(IEnumerable<Policy> policies, RepositoryInfo repository, out Diagnostic? conflict)
    {
        conflict = null;
        var all = policies.ToImmutableArray();
        var covering = all.Where(p => p.Covers(repository.Registry, repository.Name)).ToImmutableArray();
        if (covering.IsEmpty)
        {
            return null;
        }

        var settings = covering[0].Settings;
        foreach (var policy in covering.AsSpan()[1..])
        {
            var differences = settings.DifferencesTo(policy.Settings).ToArray();
            if (differences.Length > 0)
            {
                conflict ??= SettingsConflicts.Describe(
                    policy,
                    covering.First(p => p.Settings.Stated.Contains(differences[0])),
                    repository.FullName,
                    differences
                );
            }

            settings = settings.Unite(policy.Settings);
        }

        return new EffectivePolicy(
            covering,
            settings,
            covering.Select(p => p.Limits).Aggregate(PolicyLimits.Unite),
            [
                .. covering.SelectMany(p => p.Protections),
                .. all.Except(covering)
                    .SelectMany(p => p.Protections)
                    .Where(p => p.InUse is not null || p.KeepsBases)
                    .Select(p => p.Elsewhere()),
            ],
            [.. covering.SelectMany(p => p.Rules).Where(r => r.AppliesTo(repository))],
            [.. covering.SelectMany(p => p.Rules).Where(r => !r.IsEnabled && r.Covers(repository))]
        );
    }
}
