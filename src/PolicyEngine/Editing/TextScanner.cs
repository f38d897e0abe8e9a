using System.Collections.Immutable;
using PolicyEngine.Text;

namespace PolicyEngine.Editing;

/// <summary>Reads YAML up to a place, line by line, and never minds what is wrong with it. Used once.</summary>
internal sealed class TextScanner(SourceText source, int stop)
{
    private const int MaxFrames = 200;
    private readonly List<TextFrame> _frames = [];
    private int _blockText = -1;
    private int _column;
    private bool _isAfterColon;
    private bool _isClosed;

    /// <summary>Reads; null where the place is inside a comment, quotes or a block text.</summary>
    public TextScanner? Scan()
    {
        var last = source.GetPosition(stop).Line;
        for (var line = 0; line <= last; line++)
        {
            var span = source.GetLineSpan(line);
            if (!ReadLine(span.Start, Math.Min(span.End, line == last ? stop : span.End), isLast: line == last))
            {
                return null;
            }
        }

        return this;
    }

    /// <summary>What was found.</summary>
    public TextContext? ToContext(TextSpan word)
    {
        if (_isClosed)
        {
            return null;
        }

        var top = _frames.LastOrDefault();
        if (top is { IsFlow: true })
        {
            return top is { IsMapping: true, Key: null }
                ? new TextContext(PathOf(withLast: false), true, false, true, word, _column, [.. top.Keys, .. FlowKeysAfter(word.End)])
                : new TextContext(PathOf(withLast: true), false, true, true, word, _column, []);
        }

        if (_isAfterColon)
        {
            return new TextContext(PathOf(withLast: true), false, true, false, word, _column, []);
        }

        Close(_column);
        top = _frames.LastOrDefault();
        if (top is null || (top.IsMapping && top.Column == _column))
        {
            return new TextContext(
                PathOf(withLast: false),
                true,
                false,
                false,
                word,
                _column,
                [.. top?.Keys ?? [], .. KeysAfter(word.End)]
            );
        }

        return new TextContext(PathOf(withLast: true), true, true, false, word, _column, [.. KeysAfter(word.End)]);
    }

    private ImmutableArray<string?> PathOf(bool withLast)
    {
        var path = ImmutableArray.CreateBuilder<string?>();
        for (var i = 0; i < _frames.Count; i++)
        {
            var frame = _frames[i];
            if (!frame.IsMapping)
            {
                path.Add(null);
            }
            else if (i < _frames.Count - 1 || withLast)
            {
                path.Add(frame.Key ?? string.Empty);
            }
        }

        return path.ToImmutable();
    }

    /// <summary>Ends what cannot go on at a column.</summary>
    private void Close(int column)
    {
        while (_frames.Count > 0 && (_frames[^1].Column > column || (!_frames[^1].IsMapping && _frames[^1].Column >= column)))
        {
            _frames.RemoveAt(_frames.Count - 1);
        }
    }

    private bool ReadLine(int start, int end, bool isLast)
    {
        var text = source.Text;
        var at = start;
        at = SkipBlanks(at, end);
        if (_frames.LastOrDefault() is { IsFlow: true })
        {
            if (!IsBroken(at, at - start, end))
            {
                return ReadFlow(at, end, isLast);
            }

            _frames.RemoveAll(f => f.IsFlow);
        }

        _column = at - start;
        _isAfterColon = false;
        if (_blockText >= 0 && (at == end || _column > _blockText))
        {
            return !isLast || _column <= _blockText;
        }

        _blockText = -1;
        if (at < end && text[at] == '#')
        {
            return !isLast;
        }

        while (at < end && text[at] == '-' && (at + 1 == end ? !isLast || end > start : text[at + 1] == ' '))
        {
            OpenEntry(at - start);
            at = SkipBlanks(at + 1, end);
            _column = at - start;
        }

        return at >= end || ReadContent(start, at, end, isLast);
    }

    /// <summary>Whether a line cannot belong to the brackets that are open: it stands
    /// no deeper than the key or dash before them. Their end was forgotten.</summary>
    private bool IsBroken(int at, int column, int end)
    {
        var flow = _frames.FindIndex(f => f.IsFlow);
        return flow > 0
            && column <= _frames[flow - 1].Column
            && at < end
            && (char.IsAsciiLetter(source.Text[at]) || source.Text.AsSpan(at, end - at).StartsWith("- "));
    }

    private void OpenEntry(int column)
    {
        while (_frames.Count > 0 && _frames[^1].Column > column)
        {
            _frames.RemoveAt(_frames.Count - 1);
        }

        if (_frames.LastOrDefault() is not { IsMapping: false } list || list.Column != column)
        {
            Push(new TextFrame(column, isMapping: false, isFlow: false));
        }
    }

    private bool ReadContent(int start, int at, int end, bool isLast)
    {
        var text = source.Text;
        if (text[at] is '{' or '[')
        {
            Close(_column);
            return ReadFlow(at, end, isLast);
        }

        var colon = FindColon(at, end);
        if (colon < 0)
        {
            // Text that goes on, or a key that is being typed.
            return !isLast || !HasComment(at, end);
        }

        Close(at - start);
        if (_frames.LastOrDefault() is not { IsMapping: true } map || map.Column != at - start)
        {
            Push(map = new TextFrame(at - start, isMapping: true, isFlow: false));
        }

        map.Begin(text[at..colon].Trim().Trim('"', '\''));
        _isAfterColon = true;
        return ReadValue(at - start, SkipBlanks(colon + 1, end), end, isLast);
    }

    private bool ReadValue(int column, int at, int end, bool isLast)
    {
        var text = source.Text;
        while (at < end && text[at] is '&' or '!' or '*')
        {
            while (at < end && text[at] != ' ')
            {
                at++;
            }

            at = SkipBlanks(at, end);
        }

        if (at >= end)
        {
            return true;
        }

        switch (text[at])
        {
            case '|' or '>':
                _blockText = column;
                return !isLast;
            case '{' or '[':
                return ReadFlow(at, end, isLast);
            case '"' or '\'':
                return SkipQuotes(at, end) < end || !isLast;
            default:
                return !isLast || !HasComment(at, end);
        }
    }

    private bool ReadFlow(int at, int end, bool isLast)
    {
        var text = source.Text;
        var word = at;
        while (at < end)
        {
            var c = text[at];
            switch (c)
            {
                case '{' or '[':
                    Push(new TextFrame(_column, c == '{', isFlow: true));
                    word = at + 1;
                    break;
                case '}' or ']':
                    _frames.RemoveAt(_frames.Count - 1);
                    if (_frames.LastOrDefault() is not { IsFlow: true })
                    {
                        _isAfterColon = false;
                        _isClosed = isLast && end > at;
                        return true;
                    }

                    break;
                case ',':
                    _frames[^1].Key = null;
                    word = at + 1;
                    break;
                case ':'
                    when _frames[^1] is { IsMapping: true, Key: null } map
                        && (at + 1 == source.Text.Length || text[at + 1] is ' ' or '\n' or '\r' or '[' or '{'):
                    map.Begin(text[Math.Min(word, at)..at].Trim().Trim('"', '\''));
                    break;
                case '"' or '\'' when at == 0 || !TextContext.IsWord(text[at - 1]):
                    at = SkipQuotes(at, end);
                    if (at >= end)
                    {
                        return !isLast;
                    }

                    continue;
                case '#' when at == 0 || text[at - 1] is ' ' or '\n':
                    return !isLast;
                default:
                    break;
            }

            at++;
        }

        return true;
    }

    private void Push(TextFrame frame)
    {
        if (_frames.Count < MaxFrames)
        {
            _frames.Add(frame);
        }
        else
        {
            _frames[^1] = frame;
        }
    }

    private int SkipBlanks(int at, int end)
    {
        while (at < end && source.Text[at] is ' ' or '\t')
        {
            at++;
        }

        return at;
    }

    /// <summary>The offset behind the closing quote, or the end where there is none.</summary>
    private int SkipQuotes(int at, int end)
    {
        var quote = source.Text[at++];
        while (at < end && source.Text[at] != quote)
        {
            at += quote == '"' && source.Text[at] == '\\' ? 2 : 1;
        }

        return Math.Min(at + 1, at >= end ? end : at + 1);
    }

    private int FindColon(int at, int end)
    {
        var text = source.Text;
        if (text[at] is '"' or '\'')
        {
            at = SkipQuotes(at, end);
        }

        for (; at < end; at++)
        {
            if (text[at] == ':' && (at + 1 >= text.Length || text[at + 1] is ' ' or '\t' or '\r' or '\n'))
            {
                return at;
            }

            if (text[at] == '#' && text[at - 1] == ' ')
            {
                return -1;
            }
        }

        return -1;
    }

    private bool HasComment(int at, int end) => source.Text.AsSpan(at, end - at).Contains(" #", StringComparison.Ordinal);

    /// <summary>The keys of the same mapping on the lines below.</summary>
    private IEnumerable<string> KeysAfter(int offset)
    {
        for (var line = source.GetPosition(offset).Line + 1; line < source.LineCount; line++)
        {
            var span = source.GetLineSpan(line);
            var at = SkipBlanks(span.Start, span.End);
            if (at == span.End || source.Text[at] == '#' || at - span.Start > _column)
            {
                continue;
            }

            if (at - span.Start < _column || source.Text[at] == '-' || FindColon(at, span.End) is not (>= 0 and var colon))
            {
                yield break;
            }

            yield return source.Text[at..colon].Trim().Trim('"', '\'');
        }
    }

    /// <summary>The keys of the same mapping up to its closing bracket.</summary>
    private IEnumerable<string> FlowKeysAfter(int offset)
    {
        var text = source.Text;
        var (depth, word) = (0, offset);
        for (var at = offset; at < text.Length && at < offset + 4000; at++)
        {
            switch (text[at])
            {
                case '{' or '[':
                    depth++;
                    break;
                case '}' or ']' when depth-- == 0:
                    yield break;
                case ',' when depth == 0:
                    word = at + 1;
                    break;
                case ':' when depth == 0 && word > offset && at + 1 < text.Length && text[at + 1] == ' ':
                    yield return text[word..at].Trim().Trim('"', '\'');
                    break;
                default:
                    break;
            }
        }
    }
}
