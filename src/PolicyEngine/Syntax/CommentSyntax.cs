using PolicyEngine.Text;

namespace PolicyEngine.Syntax;

/// <summary>A comment.</summary>
/// <param name="Span">Its place, with the <c>#</c>.</param>
/// <param name="Text">Its text after the <c>#</c>, trimmed.</param>
public sealed record CommentSyntax(TextSpan Span, string Text);
