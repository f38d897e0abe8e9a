using System.CommandLine;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Planning;
using PolicyEngine.Planning;
using PolicyEngine.Reporting;

namespace PolicyEngine.Cli.Commands;

/// <summary><c>plan [POLICY…]</c>: what would happen; changes nothing, ever.</summary>
internal static class PlanCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner runner)
    {
        var planMaking = new PlanMaking();
        var reporting = new ReportingOptions(ReportCatalog.All.Select(f => f.Name));
        var saved = new Option<string?>("--out") { Description = "Save the plan, for 'apply'", HelpName = "FILE" };
        var detailed = new Option<bool>("--detailed-exitcode") { Description = "Exit with 10 when there is something to delete" };
        var command = new Command("plan", "Resolve the targets and print what would happen; changes nothing, ever");
        planMaking.AddTo(command);
        reporting.AddTo(command);
        command.Options.Add(saved);
        command.Options.Add(detailed);
        runner.Bind(command, async (context, isVerbose, cancellationToken) =>
        {
            var options = reporting.Create(context, isVerbose) with { Descriptors = Language.DiagnosticCatalog.All };
            reporting.Check(context);
            if (context.Parsed.GetValue(saved) is { } early)
            {
                OutputFile.Check(context.Directory.Resolve(early), early);
            }

            CheckTemplate(options);
            if (await planMaking.MakeAsync(context, reporting.Format(context.Parsed), cancellationToken).ConfigureAwait(false) is not { } made)
            {
                return ExitCode.Failed;
            }

            if (context.Parsed.GetValue(saved) is { } path)
            {
                OutputFile.Write(context.Directory.Resolve(path), path, stream => PlanJson.Write(made.Plan, stream));
            }

            reporting.Write(context, options, (format, how, stream) => ReportCatalog.Find(format)!.Write(made.Plan, how, stream));
            return made.ExitCode == ExitCode.Done && made.Plan.HasChanges && context.Parsed.GetValue(detailed) ? ExitCode.Changes : made.ExitCode;
        });
        return command;
    }

    /// <summary>A template with a mistake is told of before minutes of reading, not after.</summary>
    private static void CheckTemplate(ReportOptions options)
    {
        if (options.Template is not null)
        {
            ReportCatalog.Find("markdown")!.Write(new Plan { Now = default, Policies = [], Repositories = [] }, options, Stream.Null);
        }
    }
}
