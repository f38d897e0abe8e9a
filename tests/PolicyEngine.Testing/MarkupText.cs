using System.Collections.Immutable;
using System.Text;
using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.Testing;

/// <summary>A source with marked spans, as in Roslyn's tests: <c>[|…|]</c> for any
/// span, <c>{|PE1007:…|}</c> for a diagnostic, <c>$$</c> for a place.</summary>
public sealed class MarkupText
{
    private MarkupText(SourceText source, ImmutableArray<(string Name, TextSpan Span)> marks, int? position)
    {
        Source = source;
        Marks = marks;
        Position = position;
    }

    /// <summary>The text without the markers.</summary>
    public SourceText Source { get; }

    /// <summary>The marked spans in the order of their starts; the name is empty for <c>[|…|]</c>.</summary>
    public ImmutableArray<(string Name, TextSpan Span)> Marks { get; }

    /// <summary>The offset of <c>$$</c>, or null.</summary>
    public int? Position { get; }

    /// <summary>The one <c>[|…|]</c> span.</summary>
    public TextSpan Span => Marks.Single(m => m.Name.Length == 0).Span;

    /// <summary>Reads markup. Markers nest; one that is not closed is an error of the test.</summary>
    /// <exception cref="FormatException">A marker is not closed, or closes nothing.</exception>
    public static MarkupText Parse(string markup, string path = "policy.yaml")
    {
        ArgumentNullException.ThrowIfNull(markup);
        var text = new StringBuilder();
        var open = new Stack<(string Name, int Start, char Close)>();
        var marks = new List<(string Name, TextSpan Span)>();
        int? position = null;
        for (var i = 0; i < markup.Length;)
        {
            var rest = markup.AsSpan(i);
            if (rest.StartsWith("$$", StringComparison.Ordinal))
            {
                position = text.Length;
                i += 2;
            }
            else if (rest.StartsWith("[|", StringComparison.Ordinal) && rest is not [_, _, '}', ..])
            {
                open.Push(("", text.Length, ']'));
                i += 2;
            }
            else if (rest.StartsWith("{|", StringComparison.Ordinal) && rest.IndexOf(':') is var colon and > 2 && IsName(rest[2..colon]))
            {
                open.Push((rest[2..colon].ToString(), text.Length, '}'));
                i += colon + 1;
            }
            else if (rest is ['|', ']' or '}', ..] && open.TryPeek(out var mark) && mark.Close == rest[1])
            {
                open.Pop();
                marks.Add((mark.Name, TextSpan.FromBounds(mark.Start, text.Length)));
                i += 2;
            }
            else
            {
                text.Append(markup[i++]);
            }
        }

        return open.Count > 0
            ? throw new FormatException($"A marker '{open.Peek().Name}' is not closed in: {markup}")
            : new MarkupText(SourceText.From(path, text.ToString()), [.. marks.OrderBy(m => m.Span)], position);
    }

    /// <summary>The expected diagnostics as text, one a line: <c>2:27 PE1007
    /// '!latest'</c>, for comparison with <see cref="Describe"/>.</summary>
    public string Expected() => Print(Marks.Where(m => m.Name.Length > 0).Select(m => (m.Name, m.Span)));

    /// <summary>Diagnostics of this source in the form of <see cref="Expected"/>.</summary>
    public string Describe(IEnumerable<Diagnostic> diagnostics) => Print(diagnostics.Select(d => (d.Id, d.Location?.Span ?? default)));

    private static bool IsName(ReadOnlySpan<char> name)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                return false;
            }
        }

        return true;
    }

    private string Print(IEnumerable<(string Id, TextSpan Span)> items) =>
        string.Concat(
            items
                .OrderBy(i => i.Span)
                .ThenBy(i => i.Id, StringComparer.Ordinal)
                .Select(i => $"{Source.GetPosition(i.Span.Start)} {i.Id} '{Source.ToString(i.Span)}'\n")
        );
}
