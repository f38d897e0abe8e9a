using System.CommandLine;
using System.CommandLine.Parsing;
using PolicyEngine.Cli.Base;
using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Terminal;

/// <summary>Says what is wrong with a command line, and what would be right.</summary>
internal static class UsageErrors
{
    private const int Cap = 500;

    /// <summary>Tells the errors of a command line; the exit code.</summary>
    public static int Tell(ParseResult parsed, TextWriter error)
    {
        var names = new List<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as CommandResult)
        {
            names.Insert(0, result.Command is RootCommand ? "policyengine" : result.Command.Name);
        }

        foreach (var message in Messages(parsed))
        {
            error.Write($"error: {TerminalText.Escape(message, Cap)}\n");
        }

        error.Write($"'{string.Join(' ', names)} --help' shows the usage.\n");
        return ExitCode.Usage;
    }

    /// <summary>What an option may be misspelt for: those of the command, and those of every command.</summary>
    public static string SuggestOption(string written, Command command)
    {
        IEnumerable<Command> commands = [command, .. command.Parents.OfType<Command>()];
        return Suggestion.Text(
            written.Split('=')[0],
            commands.SelectMany(c => c.Options).Where(o => !o.Hidden).Select(o => o.Name).Append("--help").Distinct()
        );
    }

    private static IEnumerable<string> Messages(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        foreach (var token in parsed.UnmatchedTokens)
        {
            yield return token.StartsWith('-') ? $"'{token}' is not a known option.{SuggestOption(token, command)}"
            : command is RootCommand ? $"'{token}' is not a known command.{Suggestion.Text(token, command.Subcommands.Select(c => c.Name))}"
            : $"'{token}' is an unexpected argument.";
        }

        // That something is missing goes without saying where a misspelt word stands in its place.
        var missing =
            parsed.UnmatchedTokens.Count > 0
                ? null
                : command.Arguments.FirstOrDefault(a => a.Arity.MinimumNumberOfValues > (parsed.GetResult(a)?.Tokens.Count ?? 0));
        if (missing is not null)
        {
            yield return $"{missing.Name} is missing: {missing.Description}.";
        }

        foreach (var found in parsed.Errors.Select(e => e.Message))
        {
            if (
                !parsed.UnmatchedTokens.Any(t => found.Contains($"'{t}'", StringComparison.Ordinal))
                && !found.StartsWith("Required ", StringComparison.Ordinal)
            )
            {
                yield return Choice(string.Join(' ', found.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)));
            }
        }
    }

    /// <summary><c>Argument 'jsn' not recognized. Must be one of: 'text' 'json'</c>, in our words.</summary>
    private static string Choice(string message)
    {
        const string Start = "Argument '";
        const string Middle = "' not recognized. Must be one of: ";
        if (
            !message.StartsWith(Start, StringComparison.Ordinal)
            || message.IndexOf(Middle, StringComparison.Ordinal) is not (> 0 and var at)
        )
        {
            return message;
        }

        var written = message[Start.Length..at];
        string[] choices = [.. message[(at + Middle.Length)..].Split(' ').Select(c => c.Trim('\''))];
        return $"'{written}' is not one of {string.Join(", ", choices)}.{Suggestion.Text(written, choices)}";
    }
}
