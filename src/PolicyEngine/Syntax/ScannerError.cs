using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.Syntax;

/// <summary>What made YamlDotNet give up, told in words of the text.</summary>
/// <param name="Source">The text.</param>
/// <param name="Message">The scanner's own words.</param>
/// <param name="At">Where it says it stopped, or -1.</param>
/// <param name="LastEnd">The end of the last thing that was read.</param>
/// <param name="OpenBracket">The innermost bracket that is open there, or -1.</param>
internal sealed record ScannerError(SourceText Source, string Message, int At, int LastEnd, int OpenBracket)
{
    private string Text => Source.Text;

    private bool IsEscape => Says("escape") || Says("hexdecimal") || Says("Unicode");

    /// <summary>The characters of a text that YAML reads as something else, if that is the mistake.</summary>
    public IEnumerable<int> FindMisread()
    {
        var at = At < 0 ? ColonMistake.SkipToValue(Text, LastEnd) : At;
        if (Says("comma at end of tag"))
        {
            at = Text.LastIndexOf('!', Math.Max(0, at - 1));
            while (at > LastEnd && !StartsToken(at))
            {
                at = Text.LastIndexOf('!', at - 1);
            }
        }

        if (at < 0 || at >= Text.Length)
        {
            return [];
        }

        if (IsEscape)
        {
            return EscapeMistake.FindAll(Text, at);
        }

        if (!Blank.Is(Text[at]) && Text[at] is not (',' or ']' or '}' or ':') && MisreadText.FindBracketsBefore(Source, at) is { } brackets)
        {
            return brackets;
        }

        // '[v[0-9], x]': a glob's bracket directly after a text.
        var isGlob = Text[at] is '[' or '{' && OpenBracket >= 0 && !StartsToken(at) && Says("did not find expected ','");
        return isGlob ? MisreadText.FindBrackets(Source, at)
            : MisreadText.Indicators.Contains(Text[at], StringComparison.Ordinal) && StartsToken(at) ? [at]
            : [];
    }

    public Diagnostic ToDiagnostic()
    {
        if (Says("tab"))
        {
            return TabIndentation.Report(Source, LastEnd, Math.Max(At, 0));
        }

        if (Says("quoted scalar") && (Says("end of stream") || Says("wrong indentation") || Says("document indicator")))
        {
            return Report(SyntaxDiagnostics.UnclosedQuote, ToLineEnd(At));
        }

        if (IsEscape)
        {
            var span = ToLineEnd(Math.Max(At, 0));
            return Report(SyntaxDiagnostics.InvalidEscape, span, Quoted.Text(Source.ToString(span)));
        }

        if (OpenBracket >= 0 && (At < 0 || SkipBlanks(At) >= Text.Length || Text[At] is ']' or '}'))
        {
            return Report(SyntaxDiagnostics.UnclosedBracket, new TextSpan(OpenBracket, 1), Text[OpenBracket]);
        }

        if (At < 0)
        {
            return Unexpected(ColonMistake.SkipToValue(Text, LastEnd));
        }

        return ColonMistake.Find(Source, Message, At, LastEnd) ?? (At < Text.Length && StartsLine(At) ? Indentation() : Unexpected(At));
    }

    private Diagnostic Indentation()
    {
        var span = ToLineEnd(At);
        var line = Source.ToString(span);
        if (line.Length > 0 && char.IsAsciiLetter(line[0]) && !line.Contains(':', StringComparison.Ordinal))
        {
            return Report(SyntaxDiagnostics.MissingColon, span, Quoted.Text(line));
        }

        return Says("expected key") || Says("expected '-'") || Says("document start")
            ? Report(SyntaxDiagnostics.Indentation, span)
            : Unexpected(At);
    }

    private Diagnostic Unexpected(int at)
    {
        at = SkipBlanks(at);
        if (at >= Text.Length)
        {
            return Report(SyntaxDiagnostics.UnexpectedEnd, new TextSpan(Text.Length, 0));
        }

        var span = ToLineEnd(at);
        return Report(SyntaxDiagnostics.Unexpected, span, Quoted.Text(Source.ToString(span)));
    }

    private Diagnostic Report(DiagnosticDescriptor descriptor, TextSpan span, params ReadOnlySpan<object?> args) =>
        Diagnostic.Create(descriptor, new Location(Source, span), args);

    private bool Says(string words) => Message.Contains(words, StringComparison.Ordinal);

    private bool StartsToken(int at) => at == 0 || Blank.Is(Text[at - 1]) || Text[at - 1] is '[' or '{' or ',';

    private bool StartsLine(int at)
    {
        var start = Source.GetLineSpan(Source.GetPosition(at).Line).Start;
        return Text.AsSpan(start, at - start).Trim(' ').IsEmpty;
    }

    private TextSpan ToLineEnd(int at)
    {
        var line = Source.GetLineSpan(Source.GetPosition(at).Line);
        return new TextSpan(at, Math.Max(Text.AsSpan(at, Math.Max(0, line.End - at)).TrimEnd().Length, at < line.End ? 1 : 0));
    }

    private int SkipBlanks(int at)
    {
        while (at < Text.Length && Blank.Is(Text[at]))
        {
            at++;
        }

        return at;
    }
}
