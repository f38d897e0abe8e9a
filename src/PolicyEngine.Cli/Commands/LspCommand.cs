using System.CommandLine;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Serving;
using PolicyEngine.Cli.Terminal;

namespace PolicyEngine.Cli.Commands;

/// <summary><c>lsp</c>: the language server, on standard input and output.</summary>
internal static class LspCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner runner)
    {
        // Editors that know only one way of talking say so on the command line.
        var stdio = new Option<bool>("--stdio") { Description = "Talk over standard input and output (the only way)", Hidden = true };
        var command = new DocumentedCommand("lsp", "Serve editors: diagnostics, completion, hover, fixes (language server protocol)")
        {
            Examples = [("", "What an editor starts; see the README for VS Code, Neovim and Helix")],
        };
        command.Options.Add(stdio);
        runner.Bind(command, (context, _, cancellationToken) =>
        {
            var environment = context.Environment;
            using var server = new LanguageServer(
                environment.Input(),
                environment.Output,
                environment.Clock,
                typeof(LspCommand).Assembly.GetName().Version!.ToString(3)
            );
            return Task.FromResult(server.Run(cancellationToken) ? ExitCode.Done : ExitCode.Failed);
        });
        return command;
    }
}
