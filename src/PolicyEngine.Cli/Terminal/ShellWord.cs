using System.Text;

namespace PolicyEngine.Cli.Terminal;

/// <summary>Writes a path as one word of a shell, so that a command that is shown can be copied. Pure.</summary>
internal static class ShellWord
{
    /// <summary>The path itself where it needs no quotes, else in double quotes.</summary>
    /// <param name="path">The path.</param>
    internal static string Of(string path) => path.All(IsPlain) && path.Length > 0 ? path : Quoted(path);

    // A backslash separates folders on Windows, where it needs no quotes, and has a meaning elsewhere.
    private static bool IsPlain(char c) => char.IsLetterOrDigit(c) || "_-./:@%+=,".Contains(c, StringComparison.Ordinal) || IsSeparator(c);

    private static bool IsSeparator(char c) => c == Path.DirectorySeparatorChar;

    private static string Quoted(string path)
    {
        var text = new StringBuilder("\"");
        foreach (var c in path)
        {
            text.Append("\"$`\\".Contains(c, StringComparison.Ordinal) && !IsSeparator(c) ? "\\" : "").Append(c);
        }

        return text.Append('"').ToString();
    }
}
