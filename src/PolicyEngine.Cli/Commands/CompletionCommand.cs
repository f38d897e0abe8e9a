using System.CommandLine;
using System.Text;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Completing;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Diagnostics;

namespace PolicyEngine.Cli.Commands;

/// <summary><c>completion SHELL</c>: prints what a shell needs to complete commands and options.</summary>
internal static class CompletionCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner runner)
    {
        var shell = new Argument<string>("SHELL") { Description = $"One of {string.Join(", ", CompletionScripts.Shells)}" };
        var command = new DocumentedCommand("completion", "Print the script that lets a shell complete commands and options")
        {
            Examples = [("bash >> ~/.bashrc", "Complete in every new terminal"), ("fish | source", "Complete in this terminal only")],
        };
        command.Arguments.Add(shell);
        ArgumentRules.RejectOptions(shell, command);
        runner.Bind(command, (context, _, _) =>
        {
            var wanted = context.Parsed.GetValue(shell)!;
            var script = CompletionScripts.Find(wanted)
                ?? throw CliException.Usage(
                    $"'{wanted}' is not a supported "
                        + $"shell.{Suggestion.Text(wanted, CompletionScripts.Shells)} Supported: "
                        + $"{string.Join(", ", CompletionScripts.Shells)}."
                );
            context.WriteOutput(stream => stream.Write(Encoding.UTF8.GetBytes(script)));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
