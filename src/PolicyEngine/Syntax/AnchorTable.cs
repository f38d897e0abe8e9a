using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Text;
using YamlDotNet.Core;

namespace PolicyEngine.Syntax;

/// <summary>The anchors of a document and what its aliases name. YamlDotNet's events leave aliases unresolved.</summary>
internal sealed class AnchorTable(SourceText source)
{
    private const int MaxComparisons = 20_000;

    private readonly Dictionary<string, BuiltNode?> _nodes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly Dictionary<int, (string Name, TextSpan Span)> _undefined = [];
    private readonly Dictionary<string, int> _empty = new(StringComparer.Ordinal);
    private readonly HashSet<int> _neverText = [];

    /// <summary>The node with this anchor has begun; an alias inside it would be a cycle.</summary>
    public void Open(AnchorName anchor)
    {
        if (!anchor.IsEmpty)
        {
            _nodes[anchor.Value] = null;
        }
    }

    public bool IsOpen(string name) => _nodes.TryGetValue(name, out var node) && node is null;

    public void Define(AnchorName anchor, BuiltNode node, int anchorStart)
    {
        if (anchor.IsEmpty)
        {
            return;
        }

        _nodes[anchor.Value] = node;
        if (anchorStart >= 0 && node.Node is ScalarSyntax { IsPlain: true, Span.Length: 0 })
        {
            _empty[anchor.Value] = anchorStart;
        }
    }

    /// <summary>The node of an alias, or null if there is none yet.</summary>
    public BuiltNode? Resolve(string name, TextSpan use)
    {
        _used.Add(name);
        if (!_nodes.TryGetValue(name, out var node))
        {
            _undefined[use.Start] = (name, use);
        }

        return node;
    }

    /// <summary>What stands here is not a text, whatever it names: the value of a merge key.</summary>
    public void NeverText(TextSpan use) => _neverText.Add(use.Start);

    /// <summary>The offsets of aliases and empty anchors that are plainly texts: <c>*-rc</c>, <c>&amp;x</c>.</summary>
    public IEnumerable<int> FindMisread()
    {
        foreach (var (offset, (name, _)) in _undefined)
        {
            if (!_neverText.Contains(offset) && (LooksLikeGlob(name) || Closest(name) is [] && !IsCrowded))
            {
                yield return offset;
            }
        }

        foreach (var (name, offset) in _empty)
        {
            if (!_used.Contains(name))
            {
                yield return offset;
            }
        }
    }

    /// <summary>An error for each undefined alias that is not one of <paramref name="misread"/>.</summary>
    public IEnumerable<Diagnostic> ReportUndefined(IReadOnlyCollection<int> misread)
    {
        foreach (var (offset, (name, span)) in _undefined)
        {
            if (!misread.Contains(offset))
            {
                var closest = Closest(name);
                var isLater = closest.Contains(name);
                var hint = isLater ? "" : Suggestion.Text(closest.Select(c => "*" + c));
                var descriptor = isLater ? SyntaxDiagnostics.EarlyAlias : SyntaxDiagnostics.UndefinedAlias;
                yield return Diagnostic.Create(descriptor, new Location(source, span), Quoted.Text(name), hint) with
                {
                    Fix =
                        !isLater && closest is [var only]
                            ? CodeFix.Replace($"Change '*{Quoted.Text(name)}' to '*{only}'", span, "*" + only)
                            : null,
                };
            }
        }
    }

    /// <summary>Comparing every name with every other is for files that people write.</summary>
    private bool IsCrowded => (long)_undefined.Count * _nodes.Count > MaxComparisons;

    private ImmutableArray<string> Closest(string name) =>
        !IsCrowded ? Suggestion.Closest(name, _nodes.Keys)
        : _nodes.ContainsKey(name) ? [name]
        : [];

    private static bool LooksLikeGlob(string name) => !char.IsAsciiLetterOrDigit(name[0]) || name.AsSpan().IndexOfAny("*?/") >= 0;
}
