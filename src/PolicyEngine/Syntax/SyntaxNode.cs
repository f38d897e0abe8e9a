using PolicyEngine.Text;

namespace PolicyEngine.Syntax;

/// <summary>A node of a YAML document with its exact place. Immutable; the same node is shared where an alias repeats an anchor.</summary>
public abstract class SyntaxNode
{
    private protected SyntaxNode(SourceText source, TextSpan span)
    {
        Source = source;
        Span = span;
    }

    /// <summary>The text the node comes from.</summary>
    public SourceText Source { get; }

    /// <summary>The node's text: a scalar with its quotes, a block from its
    /// first to its last child's end; without anchor and tag.</summary>
    public TextSpan Span { get; }

    /// <summary>The place, for diagnostics.</summary>
    public Location Location => new(Source, Span);

    /// <summary>Whether it only stands for text that could not be read and was reported; nothing more is said about it.</summary>
    public bool IsMissing { get; internal init; }

    /// <summary>What it is in words of YAML: <c>a list</c>, <c>a mapping</c>, <c>a text</c>.</summary>
    public abstract string KindText { get; }
}
