using PolicyEngine.Text;

namespace PolicyEngine.Syntax;

/// <summary>A scalar. Typing plain scalars (<c>true</c>, <c>12</c>) is the binder's.</summary>
public sealed class ScalarSyntax : SyntaxNode
{
    internal ScalarSyntax(SourceText source, TextSpan span, string value, bool isPlain)
        : base(source, span)
    {
        Value = value;
        IsPlain = isPlain;
    }

    /// <summary>The value, unquoted and unescaped.</summary>
    public string Value { get; }

    /// <summary>Whether it was written without quotes and not as a block scalar, so that YAML 1.2 would give it a type.</summary>
    public bool IsPlain { get; }

    /// <summary>Whether it is YAML's null: plain and empty, <c>~</c> or <c>null</c>.</summary>
    public bool IsNull => IsPlain && Value is "" or "~" or "null" or "Null" or "NULL";

    /// <inheritdoc/>
    public override string KindText => IsNull ? "nothing" : $"'{Value}'";
}
