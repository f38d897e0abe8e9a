using System.Collections.Immutable;
using PolicyEngine.Planning;
using PolicyEngine.Policies;
using PolicyEngine.PolicyTests.Model;

namespace PolicyEngine.PolicyTests.Running;

/// <summary>Which rules and protections the tests of a file exercise. Not thread-safe.</summary>
internal sealed class CoverageTable
{
    private readonly Dictionary<string, PolicyTestCoverage> _entries = new(StringComparer.Ordinal);

    /// <summary>Enters the rules in force and the protections of policies.</summary>
    public void Add(PolicyCompilation compilation)
    {
        foreach (var policy in compilation.Policies)
        {
            foreach (var protection in policy.Protections)
            {
                _entries.TryAdd(
                    protection.Location.ToString(),
                    new PolicyTestCoverage("protection", protection.Name, protection.Location, false)
                );
            }

            foreach (var rule in policy.Rules.Where(r => r.IsEnabled))
            {
                _entries.TryAdd(rule.Location.ToString(), new PolicyTestCoverage("rule", rule.Id, rule.Location, false));
            }
        }
    }

    /// <summary>Says that what a verdict names decides about an image that an expectation names.</summary>
    public void Exercise(Verdict? verdict)
    {
        if (verdict?.Source is { } source && _entries.TryGetValue(source, out var entry))
        {
            _entries[source] = entry with { IsExercised = true };
        }
    }

    /// <summary>The entries, ordered by path and place.</summary>
    public ImmutableArray<PolicyTestCoverage> ToImmutable() =>
        [.. _entries.Values.OrderBy(c => c.Location.Source.Path, StringComparer.Ordinal).ThenBy(c => c.Location.Span)];
}
