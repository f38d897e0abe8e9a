using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Policies;
using PolicyEngine.Text;

namespace PolicyEngine.Planning;

/// <summary>Collects the findings of one repository: the first of each kind, and how many more there are; none that a policy suppresses or that is switched off. Not thread-safe.</summary>
internal sealed class FindingList(ImmutableArray<Policy> policies, SeverityOverrides severities)
{
    private const int MostOfAKind = 20;
    private readonly List<PlanFinding> _items = [];
    private readonly SortedDictionary<string, (DiagnosticDescriptor Descriptor, int Count)> _counts = new(StringComparer.Ordinal);

    /// <summary>Adds a finding, unless enough of its kind are there.</summary>
    public void Add(DiagnosticDescriptor descriptor, string? digest, Location? location, params ReadOnlySpan<object?> args)
    {
        if (InForce(Diagnostic.Create(descriptor, location, args)) is not { } diagnostic)
        {
            return;
        }

        var count = _counts.GetValueOrDefault(descriptor.Id).Count + 1;
        _counts[descriptor.Id] = (descriptor, count);
        if (count <= MostOfAKind)
        {
            _items.Add(new PlanFinding(descriptor.Id, diagnostic.Severity, diagnostic.Message, digest, location?.ToString()));
        }
    }

    /// <summary>Adds a diagnostic that was found elsewhere.</summary>
    public void Add(Diagnostic diagnostic) =>
        _items.Add(new PlanFinding(diagnostic.Id, diagnostic.Severity, diagnostic.Message, null, diagnostic.Location?.ToString()));

    /// <summary>The findings by id, digest and message.</summary>
    public ImmutableArray<PlanFinding> ToSorted()
    {
        var more = _counts.Values
            .Where(c => c.Count > MostOfAKind)
            .Select(c => InForce(Diagnostic.Create(
                PlanDiagnostics.More, null, c.Count - MostOfAKind == 1 ? "1 more finding" : $"{c.Count - MostOfAKind} more findings", c.Descriptor.Id, c.Count - MostOfAKind == 1 ? "was" : "were")))
            .OfType<Diagnostic>()
            .Select(d => new PlanFinding(d.Id, d.Severity, d.Message));
        return
        [
            .. _items.Concat(more)
                .OrderBy(f => f.Id, StringComparer.Ordinal)
                .ThenBy(f => f.Digest, StringComparer.Ordinal)
                .ThenBy(f => f.Message, StringComparer.Ordinal),
        ];
    }

    private Diagnostic? InForce(Diagnostic diagnostic) => policies.Any(p => p.Suppresses(diagnostic)) ? null : severities.Apply(diagnostic);
}
