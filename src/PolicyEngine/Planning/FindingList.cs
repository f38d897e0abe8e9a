using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Policies;
using PolicyEngine.Text;

namespace PolicyEngine.Planning;

/// <summary>Collects the findings of one repository: the first of each kind, and how many more
/// there are; none that a policy suppresses or that is switched off. Not thread-safe.</summary>
internal sealed class FindingList(ImmutableArray<Policy> policies, SeverityOverrides severities)
{
    private const int MostOfAKind = 20;
    private readonly List<PlanFinding> _items = [];
    private readonly List<IdleFinding> _idle = [];
    private readonly SortedDictionary<string, (DiagnosticDescriptor Descriptor, int Count)> _counts = new(StringComparer.Ordinal);

    /// <summary>Adds a finding, unless enough of its kind are there.</summary>
    public void Add(DiagnosticDescriptor descriptor, string? digest, Location? location, params ReadOnlySpan<object?> args) =>
        Add(false, descriptor, digest, location, args);

    /// <summary>Adds the finding because of which the repository is not planned; only a switched-off one is not listed.</summary>
    public void Decide(DiagnosticDescriptor descriptor, string? digest, Location? location, params ReadOnlySpan<object?> args) =>
        Add(true, descriptor, digest, location, args);

    private void Add(bool decides, DiagnosticDescriptor descriptor, string? digest, Location? location, ReadOnlySpan<object?> args)
    {
        if (InForce(Diagnostic.Create(descriptor, location, args)) is not { } diagnostic)
        {
            return;
        }

        var count = _counts.GetValueOrDefault(descriptor.Id).Count + 1;
        _counts[descriptor.Id] = (descriptor, count);
        if (decides || count <= MostOfAKind)
        {
            _items.Add(
                new PlanFinding(descriptor.Id, diagnostic.Severity, diagnostic.Message, digest, location?.ToString()) { Decides = decides }
            );
        }
    }

    /// <summary>The rules and protections that select nothing in this repository: a
    /// mistake only if they select nothing anywhere, which is known later.</summary>
    public IReadOnlyList<IdleFinding> Idle => _idle;

    /// <summary>Adds a rule or protection that selects nothing here.</summary>
    /// <param name="descriptor">Says it.</param>
    /// <param name="location">Its place.</param>
    /// <param name="name">Its name.</param>
    /// <param name="hint">"Did you mean", or nothing.</param>
    public void AddIdle(DiagnosticDescriptor descriptor, Location location, string name, string hint) =>
        _idle.Add(new IdleFinding(descriptor, location, name, hint));

    /// <summary>Adds a diagnostic that was found elsewhere, because of which the repository is not planned.</summary>
    public void Decide(Diagnostic diagnostic) =>
        _items.Add(
            new PlanFinding(diagnostic.Id, diagnostic.Severity, diagnostic.Message, null, diagnostic.Location?.ToString())
            {
                Decides = true,
            }
        );

    /// <summary>The findings by id, digest and message.</summary>
    public ImmutableArray<PlanFinding> ToSorted()
    {
        var more = _counts
            .Values.Where(c => c.Count > MostOfAKind)
            .Select(c =>
                InForce(
                    Diagnostic.Create(
                        PlanDiagnostics.More,
                        null,
                        c.Count - MostOfAKind == 1 ? "1 more finding" : $"{c.Count - MostOfAKind} more findings",
                        c.Descriptor.Id,
                        c.Count - MostOfAKind == 1 ? "was" : "were"
                    )
                )
            )
            .OfType<Diagnostic>()
            .Select(d => new PlanFinding(d.Id, d.Severity, d.Message));
        return
        [
            .. _items
                .Concat(more)
                .OrderBy(f => f.Id, StringComparer.Ordinal)
                .ThenBy(f => f.Digest, StringComparer.Ordinal)
                .ThenBy(f => f.Message, StringComparer.Ordinal),
        ];
    }

    /// <summary>The diagnostic with the severity in force; null where a policy suppresses it, or where it is switched off.</summary>
    public Diagnostic? InForce(Diagnostic diagnostic) => policies.Any(p => p.Suppresses(diagnostic)) ? null : severities.Apply(diagnostic);
}
