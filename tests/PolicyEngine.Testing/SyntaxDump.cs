using System.Globalization;
using System.Text;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Testing;

/// <summary>Prints a tree with the spans of its nodes, one node a line, for snapshots.</summary>
public static class SyntaxDump
{
    /// <summary>The tree, its comments and its diagnostics.</summary>
    public static string Print(SyntaxTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var text = new StringBuilder();
        if (tree.Root is { } root)
        {
            Print(text, root, "", tree.Source);
        }
        else
        {
            text.Append("(no root)\n");
        }

        foreach (var comment in tree.Comments)
        {
            Line(text, "comment", comment.Span, tree.Source, comment.Text);
        }

        foreach (var diagnostic in tree.Diagnostics)
        {
            text.Append(CultureInfo.InvariantCulture, $"{diagnostic.Id} {diagnostic.Location!.Value.Span} {diagnostic.Message}");
            foreach (var (location, note) in diagnostic.AdditionalLocations)
            {
                text.Append(CultureInfo.InvariantCulture, $" | {location.Span} {note}");
            }

            text.Append(diagnostic.Fix is { } fix ? $" | fix{(fix.IsSafe ? "" : " (unsafe)")}: {fix.Title}\n" : "\n");
        }

        return text.ToString();
    }

    private static void Print(StringBuilder text, SyntaxNode node, string indent, SourceText source)
    {
        switch (node)
        {
            case ScalarSyntax scalar:
                var kind =
                    scalar.IsMissing ? "missing"
                    : scalar.IsPlain ? "plain"
                    : "text";
                Line(text, indent + kind, scalar.Span, source, scalar.Value);
                break;
            case SequenceSyntax sequence:
                Line(text, indent + "list", sequence.Span, source, "");
                foreach (var item in sequence.Items)
                {
                    Print(text, item, indent + "  ", source);
                }

                break;
            case MappingSyntax mapping:
                Line(text, indent + "mapping", mapping.Span, source, "");
                foreach (var property in mapping.Properties)
                {
                    Line(text, indent + (property.IsMerged ? "  merged" : "  key"), property.Key.Span, source, property.Name);
                    Print(text, property.Value, indent + "    ", source);
                }

                break;
        }
    }

    private static void Line(StringBuilder text, string what, TextSpan span, SourceText source, string value) =>
        text.Append($"{what,-16} {source.GetPosition(span.Start)} {span} {Escape(value)}".TrimEnd()).Append('\n');

    private static string Escape(string value) =>
        value.Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);
}
