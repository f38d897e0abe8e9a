using System.Collections.Immutable;
using PolicyEngine.Text;

namespace PolicyEngine.Editing;

/// <summary>Where in a YAML text a place is, told from the text before it: it need not be right, nor finished. Immutable.</summary>
/// <param name="Path">The keys above, null for entries of lists; of a value it ends with its key.</param>
/// <param name="IsKey">Whether a key may begin here.</param>
/// <param name="IsValue">Whether a value may stand here.</param>
/// <param name="IsFlow">Whether it is between brackets.</param>
/// <param name="Word">The word at the place.</param>
/// <param name="Indent">The column of the word's line, counting dashes.</param>
/// <param name="Siblings">The other keys of the mapping that a key would belong to.</param>
internal sealed record TextContext(
    ImmutableArray<string?> Path,
    bool IsKey,
    bool IsValue,
    bool IsFlow,
    TextSpan Word,
    int Indent,
    ImmutableArray<string> Siblings
)
{
    /// <summary>Looks at a place; null inside comments, quotes and block texts.</summary>
    public static TextContext? At(SourceText source, int offset)
    {
        ArgumentNullException.ThrowIfNull(source);
        var text = source.Text;
        offset = Math.Clamp(offset, 0, text.Length);
        var (start, end) = (offset, offset);
        while (start > 0 && IsWord(text[start - 1]))
        {
            start--;
        }

        while (end < text.Length && IsWord(text[end]))
        {
            end++;
        }

        // A dash that begins an entry is not part of the word.
        while (start < end && text[start] == '-' && (start + 1 == end || text[start + 1] == ' '))
        {
            start = Math.Min(start + 1, offset);
            if (start == offset)
            {
                break;
            }
        }

        return new TextScanner(source, start).Scan()?.ToContext(TextSpan.FromBounds(start, Math.Max(start, end)));
    }

    internal static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';
}
