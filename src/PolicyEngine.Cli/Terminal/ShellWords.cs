using System.Text;
using PolicyEngine.Cli.Base;

namespace PolicyEngine.Cli.Terminal;

/// <summary>Splits a line into words as a shell does, and expands nothing. Pure.</summary>
internal static class ShellWords
{
    /// <summary>The words: blanks and line ends separate them, except in single or double
    /// quotes; within double quotes a backslash quotes <c>"</c> and <c>\</c>.</summary>
    /// <param name="text">The line or lines.</param>
    /// <param name="name">What it is called in a message.</param>
    /// <exception cref="CliException">A quote is not closed.</exception>
    public static IReadOnlyList<string> Split(string text, string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (isOpen, quote) = (false, '\0');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote == '"' && c == '\\' && i + 1 < text.Length && text[i + 1] is '"' or '\\')
            {
                word.Append(text[++i]);
            }
            else if (quote != '\0' ? c == quote : c is '"' or '\'')
            {
                quote = quote == '\0' ? c : '\0';
                isOpen = true;
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                Close();
            }
            else
            {
                word.Append(c);
                isOpen = true;
            }
        }

        if (quote != '\0')
        {
            throw CliException.Usage($"{name}: a quote ({quote}) is not closed in '{text}'.");
        }

        Close();
        return words;

        void Close()
        {
            if (isOpen)
            {
                words.Add(word.ToString());
                word.Clear();
                isOpen = false;
            }
        }
    }
}
