using System.CommandLine;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Running;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Cli.Commands;

/// <summary>Runs commands in their surroundings, and turns every failure into a sentence and an exit code.</summary>
internal sealed class CommandRunner(CliEnvironment environment, ConsoleOptions console)
{
    /// <summary>Binds what a command does.</summary>
    /// <param name="command">The command.</param>
    /// <param name="action">What it does: its context, whether details are wanted, and a token.</param>
    public void Bind(Command command, Func<CommandContext, bool, CancellationToken, Task<int>> action) =>
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, action, cancellationToken));

    private async Task<int> RunAsync(
        ParseResult parsed,
        Func<CommandContext, bool, CancellationToken, Task<int>> action,
        CancellationToken cancellationToken
    )
    {
        var messages = console.CreateMessages(parsed, environment);
        var context = new CommandContext(
            environment,
            parsed,
            messages,
            new WorkingDirectory(environment.CurrentDirectory),
            console.UsesColor(parsed, environment, environment.IsOutputTerminal)
        );
        try
        {
            return await action(context, console.IsVerbose(parsed), cancellationToken).ConfigureAwait(false);
        }
        catch (CliException e)
        {
            messages.Error(e.Message);
            if (e.InnerException is { } cause)
            {
                messages.Detail(cause.ToString());
            }

            return e.ExitCode;
        }
        catch (ReportTemplateException e)
        {
            messages.Error(e.Message);
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            messages.Error("Cancelled. Nothing was changed.");
            return ExitCode.Cancelled;
        }
        catch (Exception e) when (!SystemLimit.IsReached(e))
        {
            // The one place where anything is caught: a stack trace helps nobody but us, and only when it is asked for.
            messages.Error(
                "Internal error: this is a bug. What an apply did until then is in its "
                    + "journal. Please report it with the output of --verbose."
            );
            foreach (var line in e.ToString().Split('\n'))
            {
                messages.Detail(line.TrimEnd());
            }

            return ExitCode.Failed;
        }
    }
}
