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

    /// <summary>
    /// The flow indicators of a glob's brackets, of which the closing one stands before a place, or null if there is none.
    /// Nothing follows the closing bracket of a list or mapping directly: <c>[v[0-9]*, x]</c>, <c>{ tags: {a,b}-* }</c>.
    /// </summary>
    public static IEnumerable<int>? FindBracketsBefore(SourceText source, int at)
    {
        if (at == 0 || source.Text[at - 1] is not (']' or '}'))
        {
            return null;
        }

        var line = source.GetLineSpan(source.GetPosition(at).Line);
        var open = source.Text.LastIndexOf(source.Text[at - 1] == ']' ? '[' : '{', at - 1, at - line.Start);
        return open < 0
            ? []
            : FindBrackets(source, open > line.Start && source.Text[open] == '{' && source.Text[open - 1] == '{' ? open - 1 : open);
    }

    /// <summary>The flow indicators from a bracket inside a text to the one that
    /// closes it, if that is on the same line; <c>}}</c> closes <c>{{</c>.</summary>
    public static IEnumerable<int> FindBrackets(SourceText source, int open)
    {
        var text = source.Text;
        var end = source.GetLineSpan(source.GetPosition(open).Line).End;
        var closing =
            text[open] == '[' ? "]"
            : text.AsSpan(open).StartsWith("{{", StringComparison.Ordinal) ? "}}"
            : "}";
        var close = text.IndexOf(closing, open, end - open, StringComparison.Ordinal);
        return close < 0
            ? []
            : Enumerable.Range(open, close + closing.Length - open).Where(i => text[i] is '[' or ']' or '{' or '}' or ',');
    }

    /// <summary>The text in double quotes; of <c>!"a"</c>, the quotes are moved to the front.</summary>
    public static string InQuotes(string text)
    {
        var isHalfQuoted = text.Length > 2 && text[1] is '"' or '\'' && text[^1] == text[1] && text.Length > 3;
        var plain = isHalfQuoted ? text[..1] + text[2..^1] : text;
        return '"' + plain.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';
    }
}
