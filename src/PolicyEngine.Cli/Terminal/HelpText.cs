using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Globalization;
using System.Text;
using PolicyEngine.Cli.Base;

namespace PolicyEngine.Cli.Terminal;

/// <summary>The help of the program and of its commands, with examples.</summary>
/// <param name="inner">Writes usage, arguments and options.</param>
/// <param name="width">The columns of the terminal.</param>
internal sealed class HelpText(HelpAction inner, int width) : SynchronousCommandLineAction
{
    private const string Program = "policyengine";

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.Write(Render(parseResult));
        return ExitCode.Done;
    }

    /// <summary>The help of the command that was parsed.</summary>
    public string Render(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var configuration = parsed.InvocationConfiguration;
        var output = configuration.Output;
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        try
        {
            inner.MaxWidth = width;
            configuration.Output = text;
            inner.Invoke(parsed);
        }
        finally
        {
            configuration.Output = output;
        }

        // The library takes the name of whatever process it runs in.
        var help =
            string.Join('\n', text.ToString().ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd()))
                .TrimEnd('\n')
                .Replace($"\n  {RootCommand.ExecutableName} ", $"\n  {Program} ", StringComparison.Ordinal) + "\n";
        return command is RootCommand ? Commands(help, command) : help + Examples(command);
    }

    /// <summary>Arguments behind the names of commands look as if they were required: the list has only names.</summary>
    private string Commands(string help, Command root)
    {
        var result = new StringBuilder(help[..help.IndexOf("\nCommands:\n", StringComparison.Ordinal)]).Append("\nCommands:\n");
        var commands = root.Subcommands.Where(c => !c.Hidden).ToArray();
        var column = commands.Max(c => c.Name.Length) + 4;
        foreach (var command in commands)
        {
            var line = new StringBuilder("  ").Append(command.Name.PadRight(column - 2));
            foreach (var word in (command.Description ?? "").Split(' '))
            {
                if (line.Length > column && line.Length + 1 + word.Length > width)
                {
                    result.Append(line).Append('\n');
                    line.Clear().Append(' ', column);
                }

                line.Append(line.Length > column ? " " : "").Append(word);
            }

            result.Append(line).Append('\n');
        }

        return result.Append($"\n'{Program} COMMAND --help' shows the arguments, options and examples of a command.\n").ToString();
    }

    private static string Examples(Command command)
    {
        var examples = (command as DocumentedCommand)?.Examples ?? [];
        return examples.IsEmpty
            ? ""
            : "\nExamples:\n"
                + string.Concat(
                    examples.Select(e => $"  # {e.Does}\n  {Program} {command.Name}{(e.Line.Length > 0 ? " " + e.Line : "")}\n")
                );
    }
}
