using System.Collections.Immutable;
using PolicyEngine.Text;

namespace PolicyEngine.Syntax;

/// <summary>Finds the comments between the scalars. (The scanner's own comment events lie out of order and break other reading.)</summary>
internal static class CommentFinder
{
    /// <summary>The comments outside <paramref name="scalars"/>, which are ascending, before <paramref name="readTo"/>.</summary>
    public static ImmutableArray<CommentSyntax> Find(SourceText source, IReadOnlyList<TextSpan> scalars, int readTo)
    {
        var comments = ImmutableArray.CreateBuilder<CommentSyntax>();
        var text = source.Text;
        var scalar = 0;
        for (var i = text.IndexOf('#', StringComparison.Ordinal); i >= 0 && i < readTo; i = text.IndexOf('#', i))
        {
            while (scalar < scalars.Count && scalars[scalar].End <= i)
            {
                scalar++;
            }

            if (scalar < scalars.Count && scalars[scalar].Start <= i)
            {
                i = scalars[scalar].End;
            }
            else if (i == 0 || Blank.Is(text[i - 1]))
            {
                var line = source.GetLineSpan(source.GetPosition(i).Line);
                comments.Add(new CommentSyntax(TextSpan.FromBounds(i, line.End), text[(i + 1)..line.End].Trim()));
                i = line.End;
            }
            else
            {
                i++;
            }
        }

        return comments.ToImmutable();
    }
}
