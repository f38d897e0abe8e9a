using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.Syntax;

/// <summary>A pair in braces without a blank after its colon: <c>{older-than:14d}</c>, to YAML one key without a value.</summary>
internal static class FlowPair
{
    /// <summary>The pair that was meant and its diagnostic, or null where there is nothing to split.</summary>
    public static (BuiltNode Key, BuiltNode Value, Diagnostic Diagnostic)? Split(SourceText source, BuiltNode key, BuiltNode value)
    {
        if (key.Node is not ScalarSyntax { IsPlain: true } scalar || value.Node is not ScalarSyntax { IsPlain: true, Span.Length: 0 })
        {
            return null;
        }

        var span = scalar.Span;
        var text = source.ToString(span);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || colon + 1 == text.Length || text[..colon].AsSpan().ContainsAnyExcept(KeyCharacters) || text != scalar.Value)
        {
            return null;
        }

        var diagnostic = ColonMistake.Report(source, span, colon);
        return (Scalar(source, span.Start, text[..colon]), Scalar(source, span.Start + colon + 1, text[(colon + 1)..]), diagnostic);
    }

    private static System.Buffers.SearchValues<char> KeyCharacters { get; } =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz-");

    private static BuiltNode Scalar(SourceText source, int start, string text)
    {
        var span = new TextSpan(start, text.Length);
        return new BuiltNode(new ScalarSyntax(source, span, text, isPlain: true), span.Start, span.End, Height: 0, Size: 1);
    }
}
