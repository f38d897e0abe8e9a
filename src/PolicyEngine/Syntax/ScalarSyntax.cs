using System.Collections.Immutable;
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

    /// <summary>The value, unquoted and unescaped, with the values of inputs.</summary>
    public string Value { get; }

    /// <summary>Whether it was written without quotes and not as a block scalar, so
    /// that YAML 1.2 would give it a type; false where inputs were put in.</summary>
    public bool IsPlain { get; }

    /// <summary>The parts of the value that inputs were put in for, in order.</summary>
    internal ImmutableArray<FilledPart> Filled { get; init; } = [];

    /// <summary>Whether inputs were put in.</summary>
    public bool IsFilled => !Filled.IsEmpty;

    /// <summary>Whether an input of it has no known value; that has been said, and nothing more is said of the text.</summary>
    public bool IsOpen => Filled.Any(part => part.IsOpen);

    /// <summary>Whether it is YAML's null: plain and empty, <c>~</c> or <c>null</c>.</summary>
    public bool IsNull => IsPlain && Value is "" or "~" or "null" or "Null" or "NULL";

    /// <inheritdoc/>
    public override string KindText => IsNull ? "nothing" : $"'{Value}'";
}
