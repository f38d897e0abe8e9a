using System.Collections.Immutable;
using PolicyEngine.Text;

namespace PolicyEngine.Syntax;

/// <summary>A list.</summary>
public sealed class SequenceSyntax : SyntaxNode
{
    internal SequenceSyntax(SourceText source, TextSpan span, ImmutableArray<SyntaxNode> items)
        : base(source, span) => Items = items;

    /// <summary>The items in order.</summary>
    public ImmutableArray<SyntaxNode> Items { get; }

    /// <inheritdoc/>
    public override string KindText => "a list";
}
