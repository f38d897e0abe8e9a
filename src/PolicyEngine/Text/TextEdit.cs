namespace PolicyEngine.Text;

/// <summary>One change of a text: the span is replaced by the new text.</summary>
public readonly record struct TextEdit(TextSpan Span, string NewText);
