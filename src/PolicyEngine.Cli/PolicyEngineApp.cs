using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text;
using PolicyEngine.Cli.Commands;
using PolicyEngine.Text;

namespace PolicyEngine.Cli;

/// <summary>The program: arguments in, exit code out. Has no state of its own; several runs may go on side by side.</summary>
public static class PolicyEngineApp
{
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(10);

    /// <summary>Runs one command.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="environment">The surroundings.</param>
    /// <param name="cancellationToken">Stops it; the exit code is 130 then.</param>
    /// <returns>The exit code (SPEC 3). No exception is thrown for anything that a user can cause.</returns>
    public static async Task<int> RunAsync(string[] args, CliEnvironment environment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(environment);
        var root = CommandCatalog.Create(environment);
        if (root.Options.OfType<HelpOption>().FirstOrDefault()?.Action is HelpAction help)
        {
            help.MaxWidth = environment.Width;
        }

        // '@file' is an argument like any other: a file must not bring arguments in.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            return TellUsage(parsed, environment);
        }

        var output = new StreamWriter(environment.Output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n", AutoFlush = true };
        await using (output.ConfigureAwait(false))
        {
            var invocation = new InvocationConfiguration
            {
                Output = output,
                Error = environment.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = environment.HandlesSignals ? TimeToStop : null,
            };
            return await parsed.InvokeAsync(invocation, cancellationToken).ConfigureAwait(false);
        }
    }

    private static int TellUsage(ParseResult parsed, CliEnvironment environment)
    {
        var names = new List<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as System.CommandLine.Parsing.CommandResult)
        {
            names.Insert(0, result.Command is RootCommand ? "policyengine" : result.Command.Name);
        }

        // That a command is missing goes without saying where a misspelt one stands in its place.
        var errors = parsed.Errors.Where(e => parsed.UnmatchedTokens.Count == 0 || parsed.UnmatchedTokens.Any(t => e.Message.Contains(t, StringComparison.Ordinal)));
        foreach (var error in errors)
        {
            var sentence = string.Join(' ', error.Message.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
            environment.Error.Write($"error: {TerminalText.Escape(sentence, 500)}\n");
        }

        var words = parsed.CommandResult.Command.Subcommands.Select(c => c.Name).Concat(parsed.CommandResult.Command.Options.SelectMany(o => o.Aliases.Prepend(o.Name)));
        foreach (var token in parsed.UnmatchedTokens)
        {
            if (Diagnostics.Suggestion.Text(token, words) is { Length: > 0 } suggestion)
            {
                environment.Error.Write($"{suggestion.TrimStart()}\n");
            }
        }

        environment.Error.Write($"'{string.Join(' ', names)} --help' shows the usage.\n");
        return ExitCode.Usage;
    }
}
