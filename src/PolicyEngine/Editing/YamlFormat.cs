using System.Text;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Editing;

/// <summary>Tidies a text without touching what it says: blanks at the ends of lines,
/// runs of empty lines, one end of line at the end. Comments stay. Pure.</summary>
internal static class YamlFormat
{
    /// <summary>The tidy text; the same where the text is broken, or where it would then say something else.</summary>
    public static string Format(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var before = SyntaxTree.Parse(source);
        if (before.Root is null || before.Diagnostics.Any(d => d.Severity == Diagnostics.DiagnosticSeverity.Error))
        {
            return source.Text;
        }

        var end = source.Text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var text = new StringBuilder(source.Text.Length);
        var empty = 0;
        for (var line = 0; line < source.LineCount; line++)
        {
            var tidy = source.GetLineText(line).TrimEnd(' ', '\t');
            empty = tidy.Length == 0 ? empty + 1 : 0;
            if (empty < 2 && (tidy.Length > 0 || text.Length > 0))
            {
                text.Append(tidy).Append(end);
            }
        }

        var result = text.ToString().TrimEnd('\r', '\n') + end;
        var after = SyntaxTree.Parse(SourceText.From(source.Path, result));
        return
            after.Root is { } root
            && IsSame(before.Root, root)
            && before.Comments.Select(c => c.Text).SequenceEqual(after.Comments.Select(c => c.Text))
            ? result
            : source.Text;
    }

    private static bool IsSame(SyntaxNode one, SyntaxNode other) =>
        (one, other) switch
        {
            (ScalarSyntax a, ScalarSyntax b) => a.Value == b.Value && a.IsPlain == b.IsPlain,
            (SequenceSyntax a, SequenceSyntax b) => a.Items.Length == b.Items.Length
                && a.Items.Zip(b.Items).All(p => IsSame(p.First, p.Second)),
            (MappingSyntax a, MappingSyntax b) => a.Properties.Length == b.Properties.Length
                && a.Properties.Zip(b.Properties).All(p => p.First.Name == p.Second.Name && IsSame(p.First.Value, p.Second.Value)),
            _ => false,
        };
}
