using System.Collections.Immutable;
using PolicyEngine.Policies;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Editing;

/// <summary>
/// Turns a rule that keeps all of what it selects into an entry of <c>protect</c>: a rule
/// that keeps can be outdone by the order of rules, and a protection by nothing.
/// </summary>
internal static class ProtectionMove
{
    private static readonly string[] s_names = ["id", "description"];

    /// <summary>The change for the rule at a place; null where there is none.</summary>
    public static Refactoring? At(EditedFile file, TextSpan span)
    {
        if (
            file is not { Tree.Root: MappingSyntax root, Compilation.Policies: [var policy] }
            || policy.Rules.FirstOrDefault(r => r.Syntax.Span.Start <= span.Start && span.End <= r.Syntax.Span.End) is not { } rule
            || rule is not { IsDelete: false, IsEnabled: true, Repositories: null }
            || rule.Syntax.Find("keep")?.Value is not ScalarSyntax { Value: "all" }
            || rule.Syntax.Find("match")?.Value is not { } match
            || FindLines(file.Source, rule.Syntax) is not { } lines
            || Place(file.Source, root) is not var (offset, indent, isNew)
        )
        {
            return null;
        }

        var end = file.Source.Text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var entry = string.Join(end, Entry(file.Source, rule, match, lines, indent)) + end;
        var edits = new[]
        {
            new TextEdit(new TextSpan(offset, 0), isNew ? $"protect:{end}{entry}{end}" : entry),
            new TextEdit(lines, string.Empty),
        }
            .OrderBy(e => e.Span.Start)
            .ToImmutableArray();
        return
            edits[0].Span.End <= edits[1].Span.Start
            && Refactoring.Apply(file, edits).Compilation is { HasErrors: false, Policies: [var moved] }
            && moved.Protections.Length == policy.Protections.Length + 1
            && moved.Protections.Any(p => p.Name == rule.Id)
            ? new Refactoring($"Move '{rule.Id}' to 'protect'", IsExtraction: false, edits)
            : null;
    }

    /// <summary>The whole lines of a rule, with the comments above it; null where it shares a line with something else.</summary>
    private static TextSpan? FindLines(SourceText source, MappingSyntax rule)
    {
        var first = source.GetPosition(rule.Span.Start).Line;
        var dash = source.GetLineText(first)[..source.GetPosition(rule.Span.Start).Character];
        if (dash.Trim() != "-")
        {
            return null;
        }

        while (
            first > 0
            && source.GetLineText(first - 1) is var above
            && above.TrimStart().StartsWith('#')
            && IndentOf(above) == IndentOf(dash)
        )
        {
            first--;
        }

        return TextSpan.FromBounds(source.GetLineSpan(first).Start, AfterLine(source, rule.Span.End));
    }

    /// <summary>Where a protection is added, how far it is indented, and whether
    /// <c>protect</c> is new; null where its list cannot take one.</summary>
    private static (int Offset, int Indent, bool IsNew)? Place(SourceText source, MappingSyntax root)
    {
        if (root.Find("protect") is { } protect)
        {
            return
                protect.Value is SequenceSyntax { Items: [var head, ..] } list
                && source.GetLineText(source.GetPosition(head.Span.Start).Line) is var line
                && line.TrimStart().StartsWith('-')
                ? (AfterLine(source, list.Span.End), IndentOf(line), false)
                : null;
        }

        var rules = source.GetPosition(root.Find("rules")!.Key.Span.Start).Line;
        while (rules > 0 && source.GetLineText(rules - 1).StartsWith('#'))
        {
            rules--;
        }

        return (source.GetLineSpan(rules).Start, 2, true);
    }

    /// <summary>The lines of the new entry: the comments above the rule, its id, its description, its conditions.</summary>
    private static IEnumerable<string> Entry(SourceText source, Rule rule, SyntaxNode match, TextSpan lines, int indent)
    {
        var margin = new string(' ', indent);
        foreach (var comment in source.Text[lines.Start..rule.Syntax.Span.Start].Split('\n').SkipLast(1))
        {
            yield return margin + comment.Trim();
        }

        var conditions = match is MappingSyntax mapping
            ? mapping.Properties.Select(p => (p.Name, p.Value))
            : [(Name: "tags", Value: match)];
        var written = s_names
            .Select(rule.Syntax.Find)
            .OfType<PropertySyntax>()
            .Select(p => (p.Name, p.Value))
            .Concat(conditions)
            .SelectMany(p => Property(source, p.Name, p.Value, indent + 2));
        var isFirst = true;
        foreach (var line in written)
        {
            yield return isFirst ? $"{margin}- {line.TrimStart()}" : line;
            isFirst = false;
        }
    }

    /// <summary>A property as it is written, moved to another indentation.</summary>
    private static IEnumerable<string> Property(SourceText source, string name, SyntaxNode value, int indent)
    {
        var isBlock = value is MappingSyntax or SequenceSyntax && source.Text[value.Span.Start] is not ('[' or '{');
        var first = source.GetLineSpan(source.GetPosition(value.Span.Start).Line).Start;
        var depth = IndentOf(source.Text[first..value.Span.Start]);
        var last = source.GetLineSpan(source.GetPosition(value.Span.End).Line).End;
        var end = source.Text[value.Span.End..last].TrimStart().StartsWith('#') ? last : value.Span.End;
        var text = source.Text[(isBlock ? first + depth : value.Span.Start)..end].Split('\n').Select(l => l.TrimEnd()).ToArray();
        var margin = new string(' ', indent);
        if (!isBlock)
        {
            yield return $"{margin}{name}: {text[0]}";
        }
        else
        {
            yield return $"{margin}{name}:";
            yield return $"{margin}  {text[0]}";
        }

        foreach (var line in text.Skip(1))
        {
            yield return isBlock ? $"{margin}  {new string(' ', Math.Max(0, IndentOf(line) - depth))}{line.TrimStart()}" : line;
        }
    }

    private static int IndentOf(string line) => line.Length - line.TrimStart(' ').Length;

    private static int AfterLine(SourceText source, int offset)
    {
        var line = source.GetPosition(offset).Line;
        return line + 1 < source.LineCount ? source.GetLineSpan(line + 1).Start : source.Text.Length;
    }
}
