using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.Syntax;

/// <summary>Tabs that indent. YamlDotNet reports most of them at the start of the file.</summary>
internal static class TabIndentation
{
    public static Diagnostic Report(SourceText source, int lastEnd, int reported)
    {
        var tab = FirstAfter(source, source.GetPosition(lastEnd).Line);
        var span = tab ?? new TextSpan(Math.Min(reported, source.Text.Length), 0);
        return Diagnostic.Create(SyntaxDiagnostics.TabIndentation, new Location(source, span)) with
        {
            Fix = tab is null ? null : Fix(source),
        };
    }

    /// <summary>The tabs before the first child on a line of a block, which
    /// YamlDotNet tolerates in places where YAML does not; or null.</summary>
    public static Diagnostic? Check(SourceText source, int childStart)
    {
        var line = source.GetPosition(childStart).Line;
        return IndentOf(source, line) is { } indent && source.ToString(indent).Contains('\t', StringComparison.Ordinal)
            ? Report(source, indent.Start, indent.Start)
            : null;
    }

    private static TextSpan? FirstAfter(SourceText source, int line)
    {
        for (; line < source.LineCount; line++)
        {
            if (IndentOf(source, line) is { } indent && source.ToString(indent).Contains('\t', StringComparison.Ordinal))
            {
                return indent;
            }
        }

        return null;
    }

    /// <summary>The blanks and tabs before the content of a line; null for a line without content.</summary>
    private static TextSpan? IndentOf(SourceText source, int line)
    {
        var span = source.GetLineSpan(line);
        var end = span.Start;
        while (end < span.End && source.Text[end] is ' ' or '\t')
        {
            end++;
        }

        return end == span.End || source.Text[end] == '#' ? null : TextSpan.FromBounds(span.Start, end);
    }

    /// <summary>Each line to the column of its siblings. Where tabs and blanks are
    /// mixed, nobody knows how wide a tab was meant: that fix is not safe.</summary>
    private static CodeFix? Fix(SourceText source)
    {
        var edits = ImmutableArray.CreateBuilder<TextEdit>();
        var isMixed = false;
        var guess = new IndentGuess();
        for (var line = 0; line < source.LineCount; line++)
        {
            if (IndentOf(source, line) is { } indent)
            {
                var text = source.ToString(indent);
                var blanks = guess.Next(text, source.Text[indent.End..source.GetLineSpan(line).End].TrimEnd());
                isMixed |= text.Contains(' ', StringComparison.Ordinal);
                if (text.Contains('\t', StringComparison.Ordinal))
                {
                    edits.Add(new TextEdit(indent, blanks));
                }
            }
        }

        return new CodeFix("Indent with spaces", edits.ToImmutable(), IsSafe: !isMixed);
    }
}
