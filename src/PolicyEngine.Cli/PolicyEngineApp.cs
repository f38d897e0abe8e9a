using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Globalization;
using System.Text;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Commands;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Text;

namespace PolicyEngine.Cli;

/// <summary>The program: arguments in, exit code out. Has no state of its own; several runs may continue side by side.</summary>
public static class PolicyEngineApp
{
    /// <summary>The image whose deletion was begun is finished.</summary>
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(30);

    /// <summary>Says why the program cannot run, or cannot say what it has to.</summary>
    internal static int Refuse(string why, int exitCode)
    {
        try
        {
            using var error = new StandardStream(StandardStream.Error);
            error.Write(Encoding.UTF8.GetBytes($"error: {TerminalText.Escape(why)}\n"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // There is nobody to tell.
        }

        return exitCode;
    }

    /// <summary>Runs one command.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="environment">The surroundings.</param>
    /// <param name="cancellationToken">Stops it; the exit code is 130 then.</param>
    /// <returns>The exit code (semantics.md#applying). No exception is thrown for anything that a user can cause.</returns>
    public static async Task<int> RunAsync(string[] args, CliEnvironment environment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(environment);

        // Libraries speak the language of the user, and this program speaks
        // English: help and messages are in one language, on every machine.
        CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var root = CommandCatalog.Create(environment, RunAsync);
        var helpOption = root.Options.OfType<HelpOption>().Single();

        // Nobody on these systems types them, and shells would offer them.
        foreach (var alias in (string[])["/?", "/h"])
        {
            helpOption.Aliases.Remove(alias);
        }

        var help = new HelpText((HelpAction)helpOption.Action!, environment.Width);
        helpOption.Action = help;
        root.Options.OfType<VersionOption>().Single().Action = new VersionText();

        // '@file' is an argument like any other: a file must not bring arguments in.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (args.Length == 0)
        {
            environment.Error.Write(help.Render(parsed));
            return ExitCode.Usage;
        }

        if (parsed.Action is ParseErrorAction || (parsed.Action is HelpText && parsed.UnmatchedTokens.Count > 0))
        {
            return UsageErrors.Tell(parsed, environment.Error);
        }

        var output = new StreamWriter(environment.Output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true)
        {
            NewLine = "\n",
            AutoFlush = true,
        };
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
}
