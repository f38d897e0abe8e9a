using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace PolicyEngine.Syntax;

/// <summary>Builds the tree of one document from YamlDotNet's events, in one pass. Used once.</summary>
/// <remarks>
/// Of the events only offsets are taken: their line numbers count U+0085 and U+2028, and the end of a block lies at the next token. The
/// walk stops at the first node over a limit; that is also what keeps the scanner, whose time grows with the square of the nesting, fast.
/// </remarks>
internal sealed class SyntaxBuilder(SourceText source, PlainTextMask mask)
{
    private readonly Parser _parser = new(new Scanner(new StringReader(mask.Masked), skipComments: true));
    private readonly HashSet<int> _misread = [];
    private DiagnosticBag _bag = new();
    private readonly AnchorTable _anchors = new(source);
    private readonly List<TextSpan> _scalars = [];
    private readonly Stack<int> _openBrackets = new();
    private int _lastEnd;
    private int _nodes;
    private int _keyDepth;
    private bool _hasTab;
    private bool _stopped;
    private bool _isOverLimit;

    /// <summary>The document's node, or null if there is none or the text could not be read to its end.</summary>
    public SyntaxNode? Root { get; private set; }

    /// <summary>What was reported.</summary>
    public ImmutableArray<Diagnostic> Diagnostics => _bag.ToSorted();

    /// <summary>The scalars of the text, ascending.</summary>
    public IReadOnlyList<TextSpan> ScalarSpans => _scalars;

    /// <summary>The characters that begin something else in YAML where the user plainly meant text.</summary>
    public IReadOnlyCollection<int> Misread => _misread;

    /// <summary>How far the text was read.</summary>
    public int ReadTo { get; private set; } = source.Text.Length;

    public void Build()
    {
        try
        {
            BuildDocument();
        }
        catch (Exception e) when (e is YamlException or InvalidOperationException or ArgumentException)
        {
            // The scanner also throws bare exceptions without a place (an unclosed bracket, a malformed tag).
            Stop();
            var at = e is YamlException yaml ? Clamp(yaml.Start.Index) : -1;
            var error = new ScannerError(source, e.Message, at, _lastEnd, _openBrackets.TryPeek(out var open) ? open : -1);
            _misread.UnionWith(error.FindMisread().Where(offset => !mask.Contains(offset)));
            if (_misread.Count == 0)
            {
                var diagnostic = error.ToDiagnostic();
                mask.See(diagnostic.Location!.Value.Span);
                _bag.Add(diagnostic);
            }
        }

        if (_isOverLimit)
        {
            // The one thing to say about such a file.
            _misread.Clear();
            return;
        }

        _misread.UnionWith(_anchors.FindMisread());
        _bag.AddRange(_anchors.ReportUndefined(_misread));
    }

    private void BuildDocument()
    {
        while (_parser.MoveNext() && _parser.Current is not DocumentStart and not StreamEnd) { }

        if (_parser.Current is not DocumentStart || !_parser.MoveNext())
        {
            return;
        }

        var root = BuildNode(depth: 0);
        while (!_stopped && _parser.MoveNext())
        {
            if (_parser.Current is DocumentStart second)
            {
                Report(SyntaxDiagnostics.SeveralDocuments, Span(second.Start.Index, second.End.Index));
                Stop();
            }
        }

        // A second document makes the first one no less readable; a limit or a broken text does.
        Root = root?.Node is ScalarSyntax { IsNull: true, Span.Length: 0, IsMissing: false } ? null : root?.Node;
    }

    /// <summary>Builds the node of the current event, which is its first, and leaves its last one current; null after a stop.</summary>
    private BuiltNode? BuildNode(int depth)
    {
        if (++_nodes > SyntaxLimits.MaxNodes)
        {
            return Refuse(SyntaxDiagnostics.TooManyNodes);
        }

        if (_parser.Current is not (Scalar or AnchorAlias) && depth >= SyntaxLimits.MaxDepth)
        {
            return Refuse(SyntaxDiagnostics.TooDeep);
        }

        return _parser.Current switch
        {
            Scalar scalar => BuildScalar(scalar),
            AnchorAlias alias => BuildAlias(alias, depth),
            SequenceStart start => BuildSequence(start, depth),
            MappingStart start => BuildMapping(start, depth),
            var other => throw new InvalidOperationException($"Unexpected {other?.GetType().Name}."),
        };
    }

    private BuiltNode BuildScalar(Scalar scalar)
    {
        var (start, end) = (Clamp(scalar.Start.Index), Clamp(scalar.End.Index));
        var properties = ReadProperties(scalar, start, end);
        var isPlain = scalar.Style == ScalarStyle.Plain;
        // A key that is not there at all lies at offset 0, says the scanner.
        var span =
            isPlain && scalar.Value.Length == 0
                ? new TextSpan(EmptyStart(Math.Max(properties.End, _lastEnd)), 0)
                : TextSpan.FromBounds(properties.ContentStart, end);
        if (scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded)
        {
            // They end after the blank lines that follow them.
            span = new TextSpan(span.Start, source.Text.AsSpan(span.Start, span.Length).TrimEnd(Blank.All).Length);
        }

        var value = mask.Unmask(scalar.Value);
        if (isPlain && span.Length == 0 && properties.TagStart >= 0 && !CoreTag.IsCore(scalar.Tag))
        {
            _misread.Add(properties.TagStart);
        }
        else
        {
            CheckTag(scalar, properties);
        }

        if (isPlain && span.Length > 0)
        {
            var first = mask.See(span);
            if (first >= 0 || source.Text[span.Start] is '@' or '`')
            {
                value = string.Join(
                    ' ',
                    source.ToString(span).Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(l => l.Trim(' ', '\t'))
                );
                _bag.Add(MisreadText.Report(source, span, Math.Max(first, span.Start)));
            }
        }

        var backslash = scalar.Style == ScalarStyle.DoubleQuoted ? mask.See(span) : -1;
        if (backslash >= 0)
        {
            _bag.Add(EscapeMistake.Report(source, span, backslash));
        }

        var node = new ScalarSyntax(source, span, value, isPlain && !CoreTag.IsText(scalar.Tag)) { IsMissing = backslash >= 0 };
        if (span.Length > 0)
        {
            _scalars.Add(span);
        }

        _lastEnd = Math.Max(span.End, properties.End);
        var built = new BuiltNode(node, span.Start, _lastEnd, Height: 0, Size: 1);
        _anchors.Define(scalar.Anchor, built, properties.AnchorStart);
        return built;
    }

    /// <summary>Where a scalar without text stands: a key before its colon, anything else where the last thing ends.</summary>
    private int EmptyStart(int lastEnd)
    {
        var colon = _keyDepth > 0 ? ColonMistake.SkipToColon(source.Text, lastEnd) : -1;
        return colon < 0 ? lastEnd : colon;
    }

    private BuiltNode? BuildAlias(AnchorAlias alias, int depth)
    {
        var span = Span(alias.Start.Index, alias.End.Index);
        _lastEnd = span.End;
        if (_anchors.Resolve(alias.Value.Value, span) is not { } target)
        {
            if (_anchors.IsOpen(alias.Value.Value))
            {
                Report(SyntaxDiagnostics.CyclicAlias, span, Quoted.Text(alias.Value.Value));
            }

            return new BuiltNode(new ScalarSyntax(source, span, "", isPlain: true) { IsMissing = true }, span.Start, span.End, 0, 1);
        }

        _nodes += target.Size - 1;
        return _nodes > SyntaxLimits.MaxNodes ? Refuse(SyntaxDiagnostics.TooManyNodes)
            : depth + target.Height > SyntaxLimits.MaxDepth ? Refuse(SyntaxDiagnostics.TooDeep)
            : target with { Start = span.Start, End = span.End };
    }

    private BuiltNode? BuildSequence(SequenceStart start, int depth)
    {
        var frame = Enter(start, isFlow: start.Style == SequenceStyle.Flow, '[');
        var items = ImmutableArray.CreateBuilder<SyntaxNode>();
        while (_parser.MoveNext() && _parser.Current is not SequenceEnd)
        {
            if (BuildNode(depth + 1) is not { } item)
            {
                return null;
            }

            items.Add(item.Node);
            frame.Add(item);
            CheckIndentation(item.Start);
        }

        return Leave(frame, start.Anchor, span => new SequenceSyntax(source, span, items.ToImmutable()));
    }

    private BuiltNode? BuildMapping(MappingStart start, int depth)
    {
        var frame = Enter(start, isFlow: start.Style == MappingStyle.Flow, '{');
        var properties = new MappingProperties(source, _bag, isPartOfKey: _keyDepth > 0);
        while (_parser.MoveNext() && _parser.Current is not MappingEnd)
        {
            _keyDepth++;
            var key = BuildNode(depth + 1);
            _keyDepth--;
            if (key is null || !_parser.MoveNext() || BuildNode(depth + 1) is not { } value)
            {
                return null;
            }

            if (
                frame.HasBrackets
                && key.Node is ScalarSyntax { IsPlain: true, Span.Length: > 0 }
                && value.Node is ScalarSyntax { IsPlain: true, Span.Length: 0 }
                && MisreadText.FindBracketsBefore(source, key.Start) is { } brackets
            )
            {
                _misread.UnionWith(brackets);
            }

            if (MappingProperties.IsMerge(key))
            {
                _anchors.NeverText(TextSpan.FromBounds(value.Start, value.End));
            }

            if (frame.HasBrackets && FlowPair.Split(source, key, value) is { } split)
            {
                (key, value) = (split.Key, split.Value);
                _bag.Add(split.Diagnostic);
            }

            properties.Add(key, value);
            CheckIndentation(key.Start);
            frame.Add(key);
            frame.Add(value);
        }

        return Leave(frame, start.Anchor, span => new MappingSyntax(source, span, properties.Resolve())
        {
            IsMissing = properties.IsUnreadable,
        });
    }

    private CollectionFrame Enter(NodeEvent start, bool isFlow, char bracket)
    {
        var content = Clamp(start.End.Index);
        var properties = ReadProperties(start, Clamp(start.Start.Index), content);
        CheckTag(start, properties);
        _anchors.Open(start.Anchor);

        // The one pair of '[a: b]' is a flow mapping without brackets; the scanner places it at offset 0.
        var hasBracket = isFlow && content >= _lastEnd && content < source.Text.Length && source.Text[content] == bracket;
        if (hasBracket)
        {
            _openBrackets.Push(content);
            _lastEnd = content + 1;
        }

        return new CollectionFrame(hasBracket, hasBracket ? content : -1, _nodes);
    }

    private BuiltNode Leave(CollectionFrame frame, AnchorName anchor, Func<TextSpan, SyntaxNode> create)
    {
        if (frame.HasBrackets)
        {
            _openBrackets.Pop();
            frame.End = Clamp(_parser.Current!.Start.Index) + 1;
            _lastEnd = frame.End;
        }

        var start = frame.Start < 0 ? _lastEnd : frame.Start;
        var span = TextSpan.FromBounds(start, Math.Max(start, frame.End));
        var built = new BuiltNode(create(span), span.Start, span.End, frame.Height + 1, _nodes - frame.NodesBefore + 1);
        _anchors.Define(anchor, built, anchorStart: -1);
        return built;
    }

    private void CheckIndentation(int childStart)
    {
        if (!_hasTab && _openBrackets.Count == 0 && TabIndentation.Check(source, childStart) is { } tab)
        {
            _hasTab = true;
            _bag.Add(tab);
        }
    }

    private NodeProperties ReadProperties(NodeEvent node, int start, int end) =>
        NodeProperties.Read(source.Text, start, end, hasTag: !node.Tag.IsEmpty, hasAnchor: !node.Anchor.IsEmpty);

    private void CheckTag(NodeEvent node, NodeProperties properties)
    {
        if (properties.TagStart >= 0 && !CoreTag.IsCore(node.Tag))
        {
            var end = properties.TagStart;
            while (end < properties.End && !Blank.Is(source.Text[end]))
            {
                end++;
            }

            var span = TextSpan.FromBounds(properties.TagStart, end);
            Report(SyntaxDiagnostics.UnsupportedTag, span, Quoted.Text(source.ToString(span)));
        }
    }

    private BuiltNode? Refuse(DiagnosticDescriptor descriptor)
    {
        var start = Math.Max(_lastEnd, Clamp(_parser.Current!.Start.Index));
        var span = new TextSpan(start, Math.Min(1, source.Text.Length - start));
        Stop();
        _bag = new DiagnosticBag();
        _isOverLimit = true;
        Report(descriptor, span);
        return null;
    }

    private void Stop()
    {
        _stopped = true;
        ReadTo = _lastEnd;
    }

    private void Report(DiagnosticDescriptor descriptor, TextSpan span, params ReadOnlySpan<object?> args) =>
        _bag.Add(Diagnostic.Create(descriptor, new Location(source, span), args));

    private TextSpan Span(long start, long end) => TextSpan.FromBounds(Clamp(start), Math.Max(Clamp(start), Clamp(end)));

    private int Clamp(long offset) => (int)Math.Clamp(offset, 0, source.Text.Length);
}
