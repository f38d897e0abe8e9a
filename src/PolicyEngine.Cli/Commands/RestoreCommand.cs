using System.CommandLine;
using PolicyEngine.Cli.Applying;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Terminal;

namespace PolicyEngine.Cli.Commands;

/// <summary><c>restore JOURNAL</c>: undoes an apply.</summary>
internal static class RestoreCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner runner)
    {
        var journal = new Argument<string>("JOURNAL")
        {
            Description = "The journal written by 'apply' or 'run'; the files beside it are needed too",
        };
        var applying = new ApplyingOptions();
        var sources = new SourceOptions();
        var reporting = new ReportingOptions(ApplyOutput.Formats);
        var command = new DocumentedCommand("restore", "Undo an apply: restore what its journal lists as deleted")
        {
            Examples = [("retention.journal.jsonl", "Restore what a run has deleted")],
        };
        command.Arguments.Add(journal);
        sources.AddTo(command);
        reporting.AddTo(command);
        ArgumentRules.RejectOptions(journal, command);
        runner.Bind(command, async (context, isVerbose, cancellationToken) =>
        {
            reporting.Check(context);
            ApplyOutput.CheckTemplate(context, reporting);
            var written = context.Parsed.GetValue(journal)!;
            var report = await new ApplyRun(context, sources, applying)
                .RestoreAsync(context.Directory.Resolve(written), cancellationToken)
                .ConfigureAwait(false);
            var code = ApplyOutput.CodeAfter(context, report, () => ApplyOutput.Write(context, reporting, null, report, isVerbose));
            if (report.Cancelled)
            {
                context.Messages.Error($"Cancelled. To resume: policyengine restore {ShellWord.Of(written)}");
            }

            return code;
        });
        return command;
    }
}
