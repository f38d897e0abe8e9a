using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.Syntax;

/// <summary>The characters of a text that are masked by a letter because YAML does not read them as text. Not thread-safe.</summary>
internal sealed class PlainTextMask(string text)
{
    private readonly SortedSet<int> _offsets = [];
    private readonly HashSet<int> _seen = [];

    /// <summary>The text as the scanner shall read it; as long as the source.</summary>
    public string Masked
    {
        get
        {
            if (_offsets.Count == 0)
            {
                return text;
            }

            var masked = text.ToCharArray();
            foreach (var offset in _offsets)
            {
                masked[offset] = 'x';
            }

            return new string(masked);
        }
    }

    /// <summary>Forgets what a pass has shown.</summary>
    public void BeginPass() => _seen.Clear();

    /// <summary>Masks more; false when there is nothing new.</summary>
    public bool AddAll(IEnumerable<int> offsets)
    {
        var added = false;
        foreach (var offset in offsets)
        {
            added |= _offsets.Add(offset);
        }

        return added;
    }

    /// <summary>Whether a place is masked already.</summary>
    public bool Contains(int offset) => _offsets.Contains(offset);

    /// <summary>The first masked place of a span, or -1. The span counts as reported from now on.</summary>
    public int See(TextSpan span)
    {
        if (_offsets.Count == 0 || span.Length == 0)
        {
            return -1;
        }

        var first = -1;
        foreach (var offset in _offsets.GetViewBetween(span.Start, span.End - 1))
        {
            _seen.Add(offset);
            first = first < 0 ? offset : first;
        }

        return first;
    }

    /// <summary>An error for each masked place that no scalar has shown: a mask never hides a mistake.</summary>
    public IEnumerable<Diagnostic> ReportUnseen(SourceText source)
    {
        foreach (var offset in _offsets)
        {
            if (!_seen.Contains(offset))
            {
                var span = new TextSpan(offset, 1);
                yield return Diagnostic.Create(SyntaxDiagnostics.MustBeQuoted, new Location(source, span), text[offset], text[offset]);
            }
        }
    }
}
