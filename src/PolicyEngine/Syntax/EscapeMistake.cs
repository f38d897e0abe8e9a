using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.Syntax;

/// <summary>Backslashes in double quotes that start no escape sequence of YAML: regular expressions, usually.</summary>
internal static class EscapeMistake
{
    private const string Escapes = "0abt\tnvfre \"/\\N_LPxuU\n\r";

    /// <summary>The wrong backslashes from an offset inside a quoted text to its end; at least the first of them.</summary>
    public static IEnumerable<int> FindAll(string text, int start)
    {
        for (var i = start + 1; i + 1 < text.Length && text[i] != '"'; i++)
        {
            if (text[i] != '\\')
            {
                continue;
            }

            if (!IsEscape(text, i))
            {
                yield return i;
            }

            i++;
        }
    }

    /// <summary>The diagnostic for a text in double quotes and its first wrong backslash.</summary>
    public static Diagnostic Report(SourceText source, TextSpan scalar, int backslash)
    {
        var escape = new TextSpan(backslash, char.IsHighSurrogate(source.Text[backslash + 1]) ? 3 : 2);
        return Diagnostic.Create(SyntaxDiagnostics.InvalidEscape, new Location(source, escape), source.ToString(escape)) with
        {
            Fix = SingleQuotes(source.ToString(scalar)) is { } quoted
                ? CodeFix.Replace("Put the text in single quotes", scalar, quoted)
                : null,
        };
    }

    /// <summary>The text in single quotes, or null where that changes what other escapes mean.</summary>
    private static string? SingleQuotes(string quoted)
    {
        for (var i = 1; i < quoted.Length - 1; i++)
        {
            if (quoted[i] == '\\' && IsEscape(quoted, i++))
            {
                return null;
            }
        }

        return '\'' + quoted[1..^1].Replace("'", "''", StringComparison.Ordinal) + '\'';
    }

    private static bool IsEscape(string text, int backslash)
    {
        var c = text[backslash + 1];
        var digits = c switch
        {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        var hex = text.AsSpan(Math.Min(backslash + 2, text.Length));
        return Escapes.Contains(c, StringComparison.Ordinal)
            && hex.Length >= digits
            && !hex[..digits].ContainsAnyExcept(System.Buffers.SearchValues.Create("0123456789abcdefABCDEF"));
    }
}
