using System.Collections.Immutable;
using PolicyEngine.Text;

namespace PolicyEngine.Diagnostics;

/// <summary>Collects diagnostics; the same diagnostic at the same place is kept once. Not thread-safe.</summary>
internal sealed class DiagnosticBag
{
    private readonly List<Diagnostic> _items = [];
    private readonly HashSet<(string Id, Location? Location, string Message)> _seen = [];

    /// <summary>Whether an error has been added.</summary>
    public bool HasErrors => _items.Exists(d => d.Severity == DiagnosticSeverity.Error);

    /// <summary>The errors that have been added.</summary>
    internal IEnumerable<Diagnostic> Errors => _items.Where(d => d.Severity == DiagnosticSeverity.Error);

    /// <summary>Gives the errors at a place a fix that cures also what was found there later.</summary>
    internal void ReplaceFix(Location at, CodeFix fix)
    {
        for (var i = 0; i < _items.Count; i++)
        {
            if (_items[i] is { Severity: DiagnosticSeverity.Error, Fix: not null } item && item.Location == at)
            {
                _items[i] = item with { Fix = fix };
            }
        }
    }

    /// <summary>The number of diagnostics.</summary>
    public int Count => _items.Count;

    /// <summary>Adds a diagnostic, unless the same one is there already (a mistake in an anchored node that is used twice).</summary>
    public void Add(Diagnostic diagnostic)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        if (_seen.Add((diagnostic.Id, diagnostic.Location, diagnostic.Message)))
        {
            _items.Add(diagnostic);
        }
    }

    /// <summary>Adds diagnostics.</summary>
    public void AddRange(IEnumerable<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        foreach (var diagnostic in diagnostics)
        {
            Add(diagnostic);
        }
    }

    /// <summary>The diagnostics in the order of the sources: by path, place, then id.</summary>
    public ImmutableArray<Diagnostic> ToSorted() =>
        [
            .. _items
                .OrderBy(d => d.Location?.Source.Path, StringComparer.Ordinal)
                .ThenBy(d => d.Location?.Span ?? default)
                .ThenBy(d => d.Id, StringComparer.Ordinal),
        ];
}
