using System.CommandLine;
using System.Globalization;
using PolicyEngine.Applying;
using PolicyEngine.Cli.Applying;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Planning;
using PolicyEngine.Planning;
using PolicyEngine.Registry.Applying.Journaling;
using PolicyEngine.Reporting;

namespace PolicyEngine.Cli.Commands;

/// <summary><c>run [POLICY…]</c>: plan and apply in one go, for scheduled jobs.</summary>
internal static class RunCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner runner)
    {
        var making = new PlanMaking();
        var applying = new ApplyingOptions();
        var reporting = new ReportingOptions(ReportCatalog.All.Select(f => f.Name));
        var dryRun = new Option<bool>("--dry-run") { Description = "Only plan; changes nothing" };
        var detailed = new Option<bool>("--detailed-exitcode") { Description = "Exit with 10 when there was something to delete" };
        var command = new DocumentedCommand("run", "Plan and apply in one go, for scheduled jobs")
        {
            Examples =
            [
                ("--journal retention.journal.jsonl", "Every night, in CI"),
                ("--dry-run", "The same without deleting"),
            ],
        };
        making.AddTo(command);
        applying.AddTo(command);
        reporting.AddTo(command);
        command.Options.Add(dryRun);
        command.Options.Add(detailed);
        runner.Bind(command, async (context, isVerbose, cancellationToken) =>
        {
            var started = context.Environment.Clock.GetUtcNow();
            var options = reporting.Create(context, isVerbose) with { Descriptors = Language.DiagnosticCatalog.All };
            reporting.Check(context);
            applying.CheckJournal(context);
            if (making.Planning.Snapshot(context.Parsed) is not null && !context.Parsed.GetValue(dryRun))
            {
                throw CliException.Usage("'run' deletes from registries, and --snapshot plans without them: add --dry-run, or save a plan with 'plan --snapshot FILE --out PLAN' and look at it before 'apply PLAN'.");
            }

            if (await making.MakeAsync(context, reporting.Format(context.Parsed), cancellationToken).ConfigureAwait(false) is not { } made)
            {
                return ExitCode.Failed;
            }

            var applies = made.Plan.HasChanges && !context.Parsed.GetValue(dryRun);

            // What was done comes after the plan in the same reports, and both together have to fit.
            var part = options with { MaxBytes = applies ? options.MaxBytes / 2 : options.MaxBytes };
            // Programs are told once, of the plan and of what became of it.
            var isDry = context.Parsed.GetValue(dryRun);
            reporting.Write(context, part, (format, how, stream) => ReportCatalog.Find(format)!.Write(made.Plan, how, stream), isSummary: true, only: format => isDry || format != "json");
            var planned = made.ExitCode == ExitCode.Done && made.Plan.HasChanges && context.Parsed.GetValue(detailed) ? ExitCode.Changes : made.ExitCode;
            if (!applies && !isDry)
            {
                WriteJson(context, reporting, made.Plan, new ApplyReport { Repositories = [] }, part);
            }

            return applies
                ? await ApplyAsync(context, making, applying, reporting, made, planned, started, part, cancellationToken).ConfigureAwait(false)
                : planned;
        });
        return command;
    }

    private static void WriteJson(CommandContext context, ReportingOptions reporting, Plan plan, ApplyReport report, ReportOptions options) =>
        reporting.Write(context, options, (_, _, stream) => ApplyJson.Write(report, plan, stream), only: format => format == "json");

    /// <summary>Saves the plan beside the journal, so that a run that is killed can be brought to its end by 'apply', and applies it.</summary>
    private static async Task<int> ApplyAsync(
        CommandContext context, PlanMaking making, ApplyingOptions applying, ReportingOptions reporting, MadePlan made, int planned, DateTimeOffset started, ReportOptions options, CancellationToken cancellationToken)
    {
        applying.RequireYes(context, ApplyRun.Describe(made.Plan));
        var name = applying.Journal(context.Parsed)
            ?? context.Environment.Clock.GetUtcNow().ToString("'policyengine-'yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture) + ApplyJournal.Suffix;
        var journal = context.Directory.Resolve(name);
        var plan = journal + ApplyJournal.PlanSuffix;
        using var bytes = new MemoryStream();
        PlanJson.Write(made.Plan, bytes);
        var file = PlanFile.Of(context, bytes.ToArray());
        var run = new ApplyRun(context, making.Sources, applying);

        // The plan beside the journal of a run that was not finished is what finishes it.
        run.CheckJournal(file, journal);
        OutputFile.Write(plan, context.Directory.Show(plan), stream => stream.Write(bytes.ToArray()));
        var report = await run.ApplyAsync(file, journal, started, file.Plan.Now, cancellationToken).ConfigureAwait(false);
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        ApplyText.Write(report, text, options with { Color = context.Messages.UseColor });
        context.Messages.Block(text.ToString());
        if (report.Cancelled)
        {
            context.Messages.Error($"Cancelled. {run.ContinueWith(plan, journal)} goes on.");
        }

        var applied = ApplyOutput.CodeAfter(context, report, () =>
        {
            WriteJson(context, reporting, file.Plan, report, options);
            reporting.AddToReports(context, stream => ApplyMarkdown.Write(report, options with { Template = null }, stream));
        });
        return applied == ExitCode.Done ? planned : Math.Max(applied, made.ExitCode);
    }
}
