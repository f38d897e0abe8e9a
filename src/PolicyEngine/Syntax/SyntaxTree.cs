using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.Syntax;

/// <summary>One parsed YAML document. Immutable and thread-safe. It also stands
/// for broken text: then <see cref="Root"/> is null or partial.</summary>
public sealed class SyntaxTree
{
    internal SyntaxTree(SourceText source, SyntaxNode? root, ImmutableArray<CommentSyntax> comments, ImmutableArray<Diagnostic> diagnostics)
    {
        Source = source;
        Root = root;
        Comments = comments;
        Diagnostics = diagnostics;
    }

    /// <summary>The text.</summary>
    public SourceText Source { get; }

    /// <summary>The document's node, or null where the text holds none or could not be parsed.</summary>
    public SyntaxNode? Root { get; }

    /// <summary>The comments in order, for suppressions.</summary>
    public ImmutableArray<CommentSyntax> Comments { get; }

    /// <summary>What the parser reports.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <summary>Parses a text; never throws for bad text, and needs time and memory linear in the (bounded) size.</summary>
    public static SyntaxTree Parse(SourceText source) => SyntaxParser.Parse(source);

    /// <summary>The same tree with another root.</summary>
    internal SyntaxTree WithRoot(SyntaxNode root) => new(Source, root, Comments, Diagnostics);
}
