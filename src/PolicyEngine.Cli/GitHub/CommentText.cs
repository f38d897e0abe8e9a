using System.Text;

namespace PolicyEngine.Cli.GitHub;

/// <summary>
/// Markdown that is shorter than a limit: cut between sections, never inside of a table, a list, a block of code or what is folded. Pure.
/// </summary>
internal static class CommentText
{
    private const string Fence = "```";

    /// <summary>Cuts a text, and says so.</summary>
    /// <param name="markdown">The text.</param>
    /// <param name="limit">The most characters.</param>
    /// <param name="note">What is said at the end of a text that was cut.</param>
    public static string Cut(string markdown, int limit, string note)
    {
        if (markdown.Length <= limit)
        {
            return markdown;
        }

        var (length, end) = (0, 0);
        var (depth, isCode, isAfterHeading) = (0, false, false);
        foreach (var line in markdown.Split('\n'))
        {
            // A blank line ends a table, a list and a paragraph; a heading alone says nothing.
            if (line.Length == 0 && depth == 0 && !isCode && !isAfterHeading)
            {
                end = length;
            }

            length += line.Length + 1;
            if (length + note.Length > limit)
            {
                break;
            }

            isCode ^= line.StartsWith(Fence, StringComparison.Ordinal);
            depth += isCode ? 0 : Count(line, "<details") - Count(line, "</details>");
            isAfterHeading = line.Length == 0 ? isAfterHeading : line.StartsWith('#') || IsLabel(line);
        }

        return new StringBuilder(markdown, 0, end, end + note.Length + 4).Append('\n').Append(note).Append('\n').ToString();
    }

    /// <summary>A line in bold is the heading of the table below it.</summary>
    private static bool IsLabel(string line) =>
        line.StartsWith("**", StringComparison.Ordinal) && line.EndsWith("**", StringComparison.Ordinal);

    private static int Count(string line, string part)
    {
        var count = 0;
        for (
            var at = line.IndexOf(part, StringComparison.Ordinal);
            at >= 0;
            at = line.IndexOf(part, at + part.Length, StringComparison.Ordinal)
        )
        {
            count++;
        }

        return count;
    }
}
