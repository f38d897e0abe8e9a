using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.Syntax;

/// <summary>The characters of a text that are masked because the scanner does not read them as text. Not thread-safe.</summary>
/// <remarks>
/// Two kinds: places where YAML reads an indicator, masked by a letter; and U+0085, U+2028 and U+2029, which YamlDotNet takes
/// for line breaks as YAML 1.1 did and YAML 1.2 does not, each masked by a private character that the text does not hold.
/// </remarks>
internal sealed class PlainTextMask(string text)
{
    private readonly (char Character, char StandIn)[] _standIns = FindStandIns(text);
    private readonly SortedSet<int> _offsets = [];
    private readonly HashSet<int> _seen = [];

    /// <summary>The text as the scanner shall read it; as long as the source.</summary>
    public string Masked
    {
        get
        {
            if (_offsets.Count == 0 && _standIns.Length == 0)
            {
                return text;
            }

            var masked = _standIns.Aggregate(text, (t, s) => t.Replace(s.Character, s.StandIn)).ToCharArray();
            foreach (var offset in _offsets)
            {
                masked[offset] = 'x';
            }

            return new string(masked);
        }
    }

    /// <summary>A value that was read from the masked text, with the original characters where stand-ins were read.</summary>
    public string Unmask(string value) => _standIns.Aggregate(value, (t, s) => t.Replace(s.StandIn, s.Character));

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

    private static (char, char)[] FindStandIns(string text)
    {
        var standIns = new List<(char, char)>();
        var standIn = '\uE000';
        foreach (var character in (ReadOnlySpan<char>)['\u0085', '\u2028', '\u2029'])
        {
            if (text.Contains(character, StringComparison.Ordinal))
            {
                // A text of at most 1 MiB could hold all 6,400 of them: then the last one serves, and such a text reads oddly.
                while (standIn < '\uF8FF' && text.Contains(standIn, StringComparison.Ordinal))
                {
                    standIn++;
                }

                standIns.Add((character, standIn++));
            }
        }

        return [.. standIns];
    }
}
