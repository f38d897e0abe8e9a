using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.Syntax;

/// <summary>The suppressions of one file: <c># policyengine-disable-next-line PE3004, PE3005</c>. Immutable and thread-safe.</summary>
/// <remarks>A comment speaks for what starts on the next line that is neither blank nor a comment.</remarks>
internal sealed class SuppressionTable
{
    private const string Family = "policyengine-disable";
    private const int Most = 1000;
    private const string Directive = "policyengine-disable-next-line";

    private readonly SourceText _source;
    private readonly ILookup<(int Line, string Id), Suppression> _byPlace;

    private SuppressionTable(SourceText source, ImmutableArray<Suppression> all, ImmutableArray<Diagnostic> diagnostics)
    {
        _source = source;
        _byPlace = all.ToLookup(s => (s.Line, s.Id));
        All = all;
        Diagnostics = diagnostics;
    }

    /// <summary>All of them, in the order of the text; an id is taken as it is written.</summary>
    public ImmutableArray<Suppression> All { get; }

    /// <summary>The comments that look like suppressions but are not.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <summary>Reads the comments of a tree.</summary>
    public static SuppressionTable Of(SyntaxTree tree)
    {
        var all = ImmutableArray.CreateBuilder<Suppression>();
        int[]? lines = null;
        var malformed = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (var comment in tree.Comments.Where(c => c.Text.StartsWith(Family, StringComparison.OrdinalIgnoreCase)))
        {
            if (all.Count + malformed.Count >= Most)
            {
                malformed.Add(Diagnostic.Create(SuppressionDiagnostics.TooMany, new Location(tree.Source, comment.Span), Most));
                break;
            }

            var words = Words(tree.Source, comment.Span).Take(Most).ToList();
            if (words.Count < 2 || words[0].Word != Directive)
            {
                var place = new Location(tree.Source, comment.Span);
                malformed.Add(Diagnostic.Create(SuppressionDiagnostics.Malformed, place, TerminalText.Escape(comment.Text, 60)));
                continue;
            }

            var line = (lines ??= LinesSpokenFor(tree.Source))[tree.Source.GetPosition(comment.Span.Start).Line + 1];
            all.AddRange(words.Skip(1).Select(w => new Suppression(w.Word, w.Span, line)));
        }

        return new SuppressionTable(tree.Source, all.ToImmutable(), malformed.ToImmutable());
    }

    /// <summary>Whether a diagnostic is suppressed: no error, of this file, on the line that a comment speaks for.</summary>
    public bool Suppresses(Diagnostic diagnostic) => Find(diagnostic).Any();

    /// <summary>The suppressions of a diagnostic.</summary>
    public IEnumerable<Suppression> Find(Diagnostic diagnostic) =>
        diagnostic.Severity != DiagnosticSeverity.Error && diagnostic.Location is { } location && ReferenceEquals(location.Source, _source)
            ? _byPlace[(location.Start.Line, diagnostic.Id)]
            : [];

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

    /// <summary>For each line the first from it on that is neither blank nor a
    /// comment; found in one pass, however many comments there are.</summary>
    private static int[] LinesSpokenFor(SourceText source)
    {
        var next = new int[source.LineCount + 1];
        next[source.LineCount] = source.LineCount;
        for (var line = source.LineCount - 1; line >= 0; line--)
        {
            var span = source.GetLineSpan(line);
            var text = source.Text.AsSpan(span.Start, span.Length).Trim();
            next[line] = text.IsEmpty || text[0] == '#' ? next[line + 1] : line;
        }

        return next;
    }

    /// <summary>One id of one comment.</summary>
    /// <param name="Id">The id as written.</param>
    /// <param name="Span">Where it stands.</param>
    /// <param name="Line">The zero-based line that it speaks for.</param>
    internal sealed record Suppression(string Id, TextSpan Span, int Line);
}
