using PolicyEngine.Syntax;

namespace PolicyEngine.Binding;

/// <summary>How messages speak of the user's text.</summary>
internal static class Quote
{
    private const int Longest = 60;

    /// <summary>The text, cut to a length that fits into a sentence.</summary>
    public static string Cap(string text) => text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest - 1), "…");

    /// <summary>What a node is, in a message.</summary>
    public static string Kind(SyntaxNode node) => node is ScalarSyntax { IsNull: false } scalar ? $"'{Cap(scalar.Value)}'" : node.KindText;

    /// <summary>The text with a capital first letter, to begin a sentence with.</summary>
    public static string Capitalize(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>The text as a double-quoted YAML scalar.</summary>
    public static string Yaml(string text) => '"' + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';
}
