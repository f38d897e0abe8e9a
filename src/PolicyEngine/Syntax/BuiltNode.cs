namespace PolicyEngine.Syntax;

/// <summary>A node with its place in the text that uses it: for an alias, the alias, where the node itself lies at the anchor.</summary>
/// <param name="Node">The node.</param>
/// <param name="Start">The start of its use.</param>
/// <param name="End">The end of its use.</param>
/// <param name="Height">The levels of lists and mappings in it; 0 for a scalar.</param>
/// <param name="Size">The nodes in it, aliases expanded.</param>
internal sealed record BuiltNode(SyntaxNode Node, int Start, int End, int Height, int Size);
