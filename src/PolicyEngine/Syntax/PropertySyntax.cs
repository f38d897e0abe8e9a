namespace PolicyEngine.Syntax;

/// <summary>A key of a mapping with its value.</summary>
/// <param name="Key">The key; never null, but perhaps empty.</param>
/// <param name="Value">The value; a null scalar where nothing was written.</param>
/// <param name="IsMerged">Whether it came through a merge key (<c>&lt;&lt;</c>).</param>
public sealed record PropertySyntax(ScalarSyntax Key, SyntaxNode Value, bool IsMerged = false)
{
    /// <summary>The key's text.</summary>
    public string Name => Key.Value;
}
