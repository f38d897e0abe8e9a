using System.Collections.Immutable;
using PolicyEngine.Text;

namespace PolicyEngine.Editing;

/// <summary>The lines that can be folded: each with the deeper ones below it, whether the text is right or not. Pure.</summary>
internal static class FoldingLines
{
    /// <summary>First and last lines, counted from 0.</summary>
    public static ImmutableArray<(int First, int Last)> Of(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var open = new Stack<(int Line, int Indent)>();
        var found = new List<(int, int)>();
        var last = 0;
        for (var line = 0; line < source.LineCount; line++)
        {
            var text = source.GetLineText(line);
            var indent = text.Length - text.AsSpan().TrimStart(' ').Length;
            if (indent == text.Length || text[indent] == '#')
            {
                continue;
            }

            while (open.TryPeek(out var top) && top.Indent >= indent)
            {
                open.Pop();
                if (last > top.Line)
                {
                    found.Add((top.Line, last));
                }
            }

            open.Push((line, indent));
            last = line;
        }

        found.AddRange(open.Where(top => last > top.Line).Select(top => (top.Line, last)));
        return [.. found.Order()];
    }
}
