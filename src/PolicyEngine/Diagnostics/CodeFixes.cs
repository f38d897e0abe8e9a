using System.Text;
using PolicyEngine.Text;

namespace PolicyEngine.Diagnostics;

/// <summary>Applies the fixes of diagnostics to their text. Pure.</summary>
public static class CodeFixes
{
    /// <summary>The text with every safe fix that does not overlap an earlier one, and how many fixes that were.</summary>
    /// <remarks>
    /// Everything outside the edits stays as it is: comments, layout, line ends. A fix is applied with all of its edits or not at all;
    /// those of other sources are passed over. Fixes may uncover further mistakes: repeating until nothing changes is the caller's.
    /// </remarks>
    public static (SourceText Text, int Count) Apply(SourceText source, IEnumerable<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var chosen = new SortedSet<TextEdit>(Comparer<TextEdit>.Create((a, b) => a.Span.CompareTo(b.Span)));
        var count = 0;
        foreach (var fix in Fixes(source, diagnostics))
        {
            if (fix.Edits.All(edit => edit.Span.End <= source.Text.Length && IsFree(chosen, edit)))
            {
                chosen.UnionWith(fix.Edits);
                count++;
            }
        }

        return count == 0 ? (source, 0) : (SourceText.From(source.Path, Edit(source.Text, chosen)), count);
    }

    private static IEnumerable<CodeFix> Fixes(SourceText source, IEnumerable<Diagnostic> diagnostics) =>
        diagnostics
            .Where(d =>
                d.Fix is { IsSafe: true, Edits.IsEmpty: false } && d.Location is { } location && ReferenceEquals(location.Source, source)
            )
            .Select(d => d.Fix!)
            .OrderBy(f => f.Edits[0].Span);

    /// <summary>Two edits overlap if they share a character, or if one inserts
    /// where the other begins or ends: their order would be a guess.</summary>
    private static bool IsFree(SortedSet<TextEdit> chosen, TextEdit edit)
    {
        foreach (var other in chosen.Reverse())
        {
            if (other.Span.End < edit.Span.Start)
            {
                break;
            }

            var touch = other.Span.End == edit.Span.Start || edit.Span.End == other.Span.Start;
            if (touch ? other.Span.Length == 0 || edit.Span.Length == 0 : other.Span.Start < edit.Span.End)
            {
                return false;
            }
        }

        return true;
    }

    private static string Edit(string text, IEnumerable<TextEdit> edits)
    {
        var result = new StringBuilder(text.Length + 64);
        var at = 0;
        foreach (var edit in edits)
        {
            result.Append(text, at, edit.Span.Start - at).Append(edit.NewText);
            at = edit.Span.End;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }
}
