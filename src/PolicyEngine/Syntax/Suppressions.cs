using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.Syntax;

/// <summary>Suppression of warnings and infos in the file: <c># policyengine-disable-next-line PE3004, PE3005</c>. Pure.</summary>
internal static class Suppressions
{
    /// <summary>The diagnostics without those that a comment of the tree
    /// suppresses, and an info for each id that suppresses nothing.</summary>
    /// <remarks>
    /// A comment speaks for what starts on the next line that is neither blank nor a comment. Errors stay, so
    /// suppress before severities are raised (<see cref="SeverityOverrides"/>). Diagnostics of other sources stay.
    /// </remarks>
    /// <param name="tree">The policy whose comments count.</param>
    /// <param name="diagnostics">All that was reported, the tree's own included.</param>
    /// <param name="knownIds">The ids that exist; null: every well-formed id counts as known.</param>
    /// <param name="reportableIds">The ids that this run could have reported:
    /// only their suppressions can be unused; null: all known ones.</param>
    public static ImmutableArray<Diagnostic> Apply(
        SyntaxTree tree,
        IEnumerable<Diagnostic> diagnostics,
        IReadOnlyCollection<string>? knownIds = null,
        IReadOnlyCollection<string>? reportableIds = null
    )
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var bag = new DiagnosticBag();
        var table = SuppressionTable.Of(tree);
        bag.AddRange(table.Diagnostics);
        var used = new HashSet<TextSpan>();
        foreach (var diagnostic in diagnostics)
        {
            var hits = table.Find(diagnostic).Select(s => s.Span).ToList();
            used.UnionWith(hits);
            if (hits.Count == 0)
            {
                bag.Add(diagnostic);
            }
        }

        var known = knownIds?.ToHashSet(StringComparer.Ordinal);
        var reportable = reportableIds?.ToHashSet(StringComparer.Ordinal);
        foreach (var suppression in table.All.Where(s => !used.Contains(s.Span)))
        {
            var place = new Location(tree.Source, suppression.Span);
            var isOfAnalyzer = DiagnosticId.IsOfAnalyzer(suppression.Id);
            if ((!DiagnosticId.IsWellFormed(suppression.Id) && !isOfAnalyzer) || known?.Contains(suppression.Id) == false)
            {
                var hint = Suggestion.Text(
                    suppression.Id.ToUpperInvariant(),
                    known is null ? [] : known.Where(k => IsNear(k, suppression.Id))
                );
                if (isOfAnalyzer && hint.Length == 0)
                {
                    continue; // It is for another program, which has that analyzer.
                }

                bag.Add(Diagnostic.Create(SuppressionDiagnostics.UnknownId, place, TerminalText.Escape(suppression.Id, 60), hint));
            }
            else if (reportable is null || reportable.Contains(suppression.Id))
            {
                bag.Add(Diagnostic.Create(SuppressionDiagnostics.Unused, place, suppression.Id));
            }
        }

        return bag.ToSorted();
    }

    /// <summary>Numbers are close to many others: only a different spelling of the same id is suggested.</summary>
    private static bool IsNear(string known, string written) =>
        string.Equals(known, written, StringComparison.OrdinalIgnoreCase) || written.EndsWith(known[2..], StringComparison.Ordinal);
}
