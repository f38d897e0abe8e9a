using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.Syntax;

/// <summary>Suppression of warnings and infos in the file: <c># policyengine-disable-next-line PE3004, PE3005</c>. Pure.</summary>
public static class Suppressions
{
    private const string Family = "policyengine-disable";
    private const string Directive = "policyengine-disable-next-line";

    /// <summary>The diagnostics without those that a comment of the tree suppresses, and an info for each id that suppresses nothing.</summary>
    /// <remarks>
    /// A comment speaks for what starts on the next line that is neither blank nor a comment. Errors stay, so suppress before severities are
    /// raised (<see cref="SeverityOverrides"/>). Diagnostics of other sources stay.
    /// </remarks>
    /// <param name="tree">The policy whose comments count.</param>
    /// <param name="diagnostics">All that was reported, the tree's own included.</param>
    /// <param name="knownIds">The ids that exist; null: every well-formed id counts as known.</param>
    /// <param name="reportableIds">The ids that this run could have reported: only their suppressions can be unused; null: all known ones.</param>
    public static ImmutableArray<Diagnostic> Apply(
        SyntaxTree tree,
        IEnumerable<Diagnostic> diagnostics,
        IReadOnlyCollection<string>? knownIds = null,
        IReadOnlyCollection<string>? reportableIds = null)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var bag = new DiagnosticBag();
        var suppressions = Read(tree, bag).ToList();
        var byPlace = suppressions.ToLookup(s => (s.Line, s.Id));
        var used = new HashSet<TextSpan>();
        foreach (var diagnostic in diagnostics)
        {
            if (diagnostic.Severity == DiagnosticSeverity.Error
                || diagnostic.Location is not { } location
                || !ReferenceEquals(location.Source, tree.Source)
                || byPlace[(location.Start.Line, diagnostic.Id)].ToList() is not { Count: > 0 } hits)
            {
                bag.Add(diagnostic);
                continue;
            }

            used.UnionWith(hits.Select(s => s.Span));
        }

        var known = knownIds?.ToHashSet(StringComparer.Ordinal);
        var reportable = reportableIds?.ToHashSet(StringComparer.Ordinal);
        foreach (var suppression in suppressions.Where(s => !used.Contains(s.Span)))
        {
            var place = new Location(tree.Source, suppression.Span);
            if (!DiagnosticId.IsWellFormed(suppression.Id) || known?.Contains(suppression.Id) == false)
            {
                var hint = Suggestion.Text(suppression.Id.ToUpperInvariant(), known is null ? [] : known.Where(k => IsNear(k, suppression.Id)));
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
    private static bool IsNear(string known, string written) => string.Equals(known, written, StringComparison.OrdinalIgnoreCase)
        || written.EndsWith(known[2..], StringComparison.Ordinal);

    private static IEnumerable<(string Id, TextSpan Span, int Line)> Read(SyntaxTree tree, DiagnosticBag bag)
    {
        foreach (var comment in tree.Comments.Where(c => c.Text.StartsWith(Family, StringComparison.OrdinalIgnoreCase)))
        {
            var words = Words(tree.Source, comment.Span).ToList();
            if (words.Count < 2 || words[0].Word != Directive)
            {
                var place = new Location(tree.Source, comment.Span);
                bag.Add(Diagnostic.Create(SuppressionDiagnostics.Malformed, place, TerminalText.Escape(comment.Text, 60)));
                continue;
            }

            var line = NextLine(tree.Source, tree.Source.GetPosition(comment.Span.Start).Line);
            foreach (var (id, span) in words.Skip(1))
            {
                yield return (id, span, line);
            }
        }
    }

    private static IEnumerable<(string Word, TextSpan Span)> Words(SourceText source, TextSpan comment)
    {
        for (var i = comment.Start; i < comment.End;)
        {
            if (source.Text[i] is '#' or ',' || char.IsWhiteSpace(source.Text[i]))
            {
                i++;
                continue;
            }

            var start = i;
            while (i < comment.End && source.Text[i] != ',' && !char.IsWhiteSpace(source.Text[i]))
            {
                i++;
            }

            yield return (source.Text[start..i], TextSpan.FromBounds(start, i));
        }
    }

    private static int NextLine(SourceText source, int line)
    {
        for (line++; line < source.LineCount; line++)
        {
            var text = source.GetLineText(line).AsSpan().Trim();
            if (!text.IsEmpty && text[0] != '#')
            {
                break;
            }
        }

        return line;
    }
}
