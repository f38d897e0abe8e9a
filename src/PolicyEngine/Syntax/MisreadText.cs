using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.Syntax;

/// <summary>Text that must be quoted, because it starts with a character that means something else in YAML.</summary>
internal static class MisreadText
{
    /// <summary>The characters that start an alias, an anchor, a tag or nothing.</summary>
    public const string Indicators = "*&!%@`";

    public static Diagnostic Report(SourceText source, TextSpan span, int culprit)
    {
        var text = source.ToString(span);
        return Diagnostic.Create(SyntaxDiagnostics.MustBeQuoted, new Location(source, span), Quoted.Text(text), source.Text[culprit]) with
        {
            Fix = text.AsSpan().IndexOfAny('\n', '\r') >= 0 ? null : CodeFix.Replace("Put it in double quotes", span, InQuotes(text)),
        };
    }

    /// <summary>The text in double quotes; of <c>!"a"</c>, the quotes are moved to the front.</summary>
    public static string InQuotes(string text)
    {
        var isHalfQuoted = text.Length > 2 && text[1] is '"' or '\'' && text[^1] == text[1] && text.Length > 3;
        var plain = isHalfQuoted ? text[..1] + text[2..^1] : text;
        return '"' + plain.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';
    }
}
