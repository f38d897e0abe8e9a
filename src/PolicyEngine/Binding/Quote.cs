using System.Globalization;
using System.Text;
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

    /// <summary>The text as a double-quoted YAML scalar on one line, whatever is in it.</summary>
    public static string Yaml(string text)
    {
        var result = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' or '\\' => result.Append('\\').Append(c),
                '\n' => result.Append("\\n"),
                < ' ' or (>= '\u007F' and <= '\u00A0') or '\u2028' or '\u2029' or '\uFEFF' or >= '\uFFFD' => result.Append(
                    CultureInfo.InvariantCulture,
                    $"\\u{(int)c:X4}"
                ),
                _ => result.Append(c),
            };
        }

        return result.Append('"').ToString();
    }
}
