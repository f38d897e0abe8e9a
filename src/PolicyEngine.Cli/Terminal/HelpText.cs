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

    /// <summary>Where descriptions begin: what is longer has its description below it, so that all of them have room.</summary>
    private const int Column = 30;

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
            // Lines are wrapped here: the library gives descriptions what the longest name leaves.
            inner.MaxWidth = int.MaxValue;
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
        return command is RootCommand
            ? Commands(help, command)
            : Wrapped(help) + Examples(command) + $"\n'{Program} --help' lists tokens, environment variables and exit codes.\n";
    }

    /// <summary>Arguments and options, each with its description beside it.</summary>
    private string Wrapped(string help)
    {
        var rows = help.TrimEnd('\n').Split('\n').Select(line => (Line: line, Gap: GapOf(line))).ToArray();
        var column = Math.Min(Column, rows.Max(row => row.Gap) + 2);
        var text = new StringBuilder();
        foreach (var (line, gap) in rows)
        {
            if (gap >= 0)
            {
                Row(text, line[2..gap], line[gap..].Trim(), column);
            }
            else if (line.Length > width)
            {
                Row(text, "", line.Trim(), 2);
            }
            else
            {
                text.Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>Where a name ends that has a description; -1 for none.</summary>
    private static int GapOf(string line) =>
        line.StartsWith("  ", StringComparison.Ordinal) ? line.IndexOf("  ", 2, StringComparison.Ordinal) : -1;

    private string Table(IReadOnlyList<(string Name, string Text)> rows)
    {
        var text = new StringBuilder();
        var column = Math.Min(Column, rows.Max(row => row.Name.Length) + 4);
        foreach (var (name, words) in rows)
        {
            Row(text, name, words, column);
        }

        return text.ToString();
    }

    private void Row(StringBuilder text, string name, string words, int column)
    {
        var line = new StringBuilder("  ").Append(name);
        if (name.Length > 0 && line.Length > column - 2)
        {
            text.Append(line).Append('\n');
            line.Clear();
        }

        line.Append(' ', column - line.Length);
        foreach (var word in words.Split(' '))
        {
            if (line.Length > column && line.Length + 1 + word.Length > width)
            {
                text.Append(line).Append('\n');
                line.Clear().Append(' ', column);
            }

            line.Append(line.Length > column ? " " : "").Append(word);
        }

        text.Append(line).Append('\n');
    }

    /// <summary>Arguments behind the names of commands look as if they were required: the list has only names.</summary>
    private string Commands(string help, Command root)
    {
        var result = new StringBuilder(help[..help.IndexOf("\nCommands:\n", StringComparison.Ordinal)])
            .Append($"\nEnvironment variables:\n{Table(Surroundings.Variables)}")
            .Append($"\nExit codes (where several apply, the highest counts):\n{Table(Surroundings.ExitCodes)}")
            .Append("\nCommands:\n");
        var commands = root.Subcommands.Where(c => !c.Hidden).ToArray();
        var column = commands.Max(c => c.Name.Length) + 4;
        foreach (var command in commands)
        {
            Row(result, command.Name, command.Description ?? "", column);
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
