namespace PolicyEngine.Syntax;

/// <summary>The user's text as messages quote it: one line, at most 60 characters.</summary>
internal static class Quoted
{
    private const int Cap = 60;

    public static string Text(string text)
    {
        var end = text.AsSpan().IndexOfAny('\n', '\r');
        var line = (end < 0 ? text : text[..end] + "…").Trim();
        if (line.Length <= Cap)
        {
            return line;
        }

        var cut = char.IsHighSurrogate(line[Cap - 2]) ? Cap - 2 : Cap - 1;
        return line[..cut] + "…";
    }

    public static string KindOf(SyntaxNode node) =>
        node is ScalarSyntax { IsNull: false } scalar ? $"'{Text(scalar.Value)}'" : node.KindText;
}
