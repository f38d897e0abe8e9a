using System.Text.RegularExpressions;
using PolicyEngine.Cli.Terminal;

namespace PolicyEngine.Cli.Tests.Documentation;

/// <summary>The commands that pages show.</summary>
internal static partial class ShownCommands
{
    /// <summary>The commands in a block: each as its words, without variables before it and redirections behind it.</summary>
    public static IEnumerable<IReadOnlyList<string>> Of(PageBlock block) => Lines(block).SelectMany(Of);

    /// <summary>The commands in a line: what pipes, <c>&amp;&amp;</c>, <c>||</c> and <c>;</c> separate.</summary>
    public static IEnumerable<IReadOnlyList<string>> Of(string line)
    {
        var command = new List<string>();
        var isCut = false;
        foreach (var word in ShellWords.Split(line, "a line").TakeWhile(w => w != "#"))
        {
            if (word is "|" or "||" or "&&" or ";")
            {
                yield return command;
                (command, isCut) = ([], false);
            }
            else if ((isCut |= Redirection().IsMatch(word)) || (command.Count == 0 && Assignment().IsMatch(word)))
            {
                // It is not a word of the command.
            }
            else
            {
                command.Add(word);
            }
        }

        yield return command;
    }

    /// <summary>The arguments of policyengine in a command; null where it runs another program.</summary>
    public static IReadOnlyList<string>? OfProgram(IReadOnlyList<string> command) =>
        command.ToArray() switch
        {
            [var program, .. var arguments] when program.Split('/')[^1] == "policyengine" => arguments,
            ["dotnet", "run", "--project", "src/PolicyEngine.Cli", "--", .. var arguments] => arguments,
            _ => null,
        };

    /// <summary>The lines that are typed. In a console they stand behind a dollar sign; the rest is what is printed.</summary>
    private static IEnumerable<string> Lines(PageBlock block)
    {
        var (typed, continues) = ("", false);
        foreach (var line in block.Text.Split('\n'))
        {
            var isTyped = continues || block.Language != "console" || line.StartsWith("$ ", StringComparison.Ordinal);
            if (!isTyped || (!continues && line.StartsWith('#')))
            {
                continue;
            }

            typed += block.Language == "console" && !continues ? line[2..] : line;
            continues = typed.EndsWith('\\');
            if (continues)
            {
                typed = typed[..^1];
            }
            else
            {
                yield return typed;
                typed = "";
            }
        }
    }

    [GeneratedRegex(@"^\d?[<>]")]
    private static partial Regex Redirection();

    [GeneratedRegex("^[A-Z_]+=")]
    private static partial Regex Assignment();
}
