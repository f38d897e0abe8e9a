using System.Text.RegularExpressions;
using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.Syntax;

/// <summary>The three mistakes with colons: none, one without a blank after it, and one inside a text.</summary>
internal static partial class ColonMistake
{
    /// <summary>The diagnostic, or null where the colons are not to blame.</summary>
    public static Diagnostic? Find(SourceText source, string message, int at, int lastEnd)
    {
        var line = source.GetPosition(at).Line;
        if (
            message.Contains("could not find expected ':'", StringComparison.Ordinal)
            || message.Contains("multiline plain scalar", StringComparison.Ordinal)
        )
        {
            return MissingBlank(source, line, lastEnd) ?? MissingColon(source, at, lastEnd);
        }

        if (!message.Contains("invalid mapping", StringComparison.Ordinal) && !message.Contains("Mapping values", StringComparison.Ordinal))
        {
            return null;
        }

        var valueStart = SkipToValue(source.Text, lastEnd);
        if (source.GetPosition(valueStart).Line == line && valueStart < at)
        {
            return ColonInText(source, valueStart, line);
        }

        return MissingBlank(source, line - 1, lastEnd) ?? Indented(source, line);
    }

    /// <summary>The missing blank after the colon at an offset of <paramref name="pair"/>, with the fix that inserts it.</summary>
    public static Diagnostic Report(SourceText source, TextSpan pair, int colon) =>
        Diagnostic.Create(SyntaxDiagnostics.MissingBlank, new Location(source, pair), Quoted.Text(source.ToString(pair))) with
        {
            Fix = CodeFix.Replace("Insert a space after ':'", new TextSpan(pair.Start + colon + 1, 0), " "),
        };

    private static Diagnostic? MissingBlank(SourceText source, int line, int lastEnd)
    {
        for (; line >= 0 && source.GetLineSpan(line).End > lastEnd; line--)
        {
            var text = source.GetLineText(line);
            if (
                KeyWithoutBlank().Match(text) is { Success: true, Groups: [_, var key] }
                && source.GetLineSpan(line).Start + key.Index >= lastEnd
            )
            {
                var start = source.GetLineSpan(line).Start;
                var span = new TextSpan(start + key.Index, text.TrimEnd().Length - key.Index);
                return Report(source, span, key.Length);
            }
        }

        return null;
    }

    private static Diagnostic MissingColon(SourceText source, int at, int lastEnd)
    {
        // The text without a colon may have begun on an earlier line than the one where the scanner noticed.
        var start = SkipToValue(source.Text, lastEnd);
        start = start < at ? start : at;
        var line = source.GetLineSpan(source.GetPosition(start).Line);
        var length = source.Text.AsSpan(start, line.End - start).TrimEnd().Length;
        var span = new TextSpan(start, length);
        return Diagnostic.Create(SyntaxDiagnostics.MissingColon, new Location(source, span), Quoted.Text(source.ToString(span)));
    }

    private static Diagnostic ColonInText(SourceText source, int start, int line)
    {
        var text = source.Text[start..source.GetLineSpan(line).End];
        var comment = text.IndexOf(" #", StringComparison.Ordinal);
        text = (comment < 0 ? text : text[..comment]).TrimEnd();
        var span = new TextSpan(start, text.Length);
        return Diagnostic.Create(SyntaxDiagnostics.ColonInText, new Location(source, span), Quoted.Text(text)) with
        {
            Fix =
                IsPair().IsMatch(text) && !IsProse().IsMatch(source.GetLineText(line))
                    ? CodeFix.Replace("Put it in braces", span, $"{{ {text} }}", isSafe: false)
                    : CodeFix.Replace("Put it in double quotes", span, MisreadText.InQuotes(text)),
        };
    }

    private static Diagnostic Indented(SourceText source, int line)
    {
        var span = source.GetLineSpan(line);
        var text = source.ToString(span);
        var content = text.Trim();
        var place = new TextSpan(span.Start + text.Length - text.TrimStart().Length, content.Length);
        return Diagnostic.Create(SyntaxDiagnostics.Indentation, new Location(source, place));
    }

    /// <summary>Past blanks, line breaks, dashes and colons to the next value.</summary>
    public static int SkipToValue(string text, int at)
    {
        while (
            at < text.Length && (Blank.Is(text[at]) || (text[at] is ':' or '-' or '?' && (at + 1 == text.Length || Blank.Is(text[at + 1]))))
        )
        {
            at++;
        }

        return at;
    }

    /// <summary>Past blanks, comments, commas and question marks to the colon
    /// of a key that is not there; -1 where something else follows.</summary>
    public static int SkipToColon(string text, int at)
    {
        while (at < text.Length && text[at] != ':')
        {
            if (text[at] == '#')
            {
                at = text.IndexOf('\n', at) is var end and >= 0 ? end : text.Length;
            }
            else if (Blank.Is(text[at]) || text[at] is ',' or '?')
            {
                at++;
            }
            else
            {
                return -1;
            }
        }

        return at < text.Length ? at : -1;
    }

    /// <summary>A key and its value on one line, as they would stand in a mapping.</summary>
    [GeneratedRegex(@"\A[a-z]+(?:-[a-z]+)*: +[^\s{}\[\],:'""]+(?: [0-9]+[a-z]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex IsPair();

    /// <summary>A line whose key takes words for people.</summary>
    [GeneratedRegex(@"\A[ ]*(?:- +)*(?:description|name)\s*:", RegexOptions.CultureInvariant)]
    private static partial Regex IsProse();

    [GeneratedRegex(@"\A[ ]*(?:- +)*([A-Za-z][A-Za-z0-9_-]*):[^\s/:]", RegexOptions.CultureInvariant)]
    private static partial Regex KeyWithoutBlank();
}
