using System.CommandLine;
using System.Globalization;
using PolicyEngine.Applying;
using PolicyEngine.Cli.Applying;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Planning;
using PolicyEngine.Cli.Running;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Planning;
using PolicyEngine.Planning.Files;
using PolicyEngine.Registry.Journaling;
using PolicyEngine.Reporting;
using PolicyEngine.Reporting.Applies;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Cli.Commands;

/// <summary><c>run [POLICY…]</c>: plan and apply in one go, for scheduled jobs.</summary>
internal static class RunCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner runner)
    {
        var making = new PlanMaking();
        var applying = new ApplyingOptions();
        var reporting = new ReportingOptions(ReportFormats.Plans.Names);
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
            var options = reporting.Create(context, isVerbose) with { Descriptors = Reference.DiagnosticCatalog.All };
            reporting.Check(context);
            applying.CheckJournal(context);
            if (making.Planning.Snapshot(context.Parsed) is not null && !context.Parsed.GetValue(dryRun))
            {
                throw CliException.Usage("'run' deletes from registries, but --snapshot plans without them: add --dry-run, or save a plan with 'plan --snapshot FILE --out PLAN' and review it before 'apply PLAN'.");
            }

            var journal = JournalOf(context, applying);
            var run = new ApplyRun(context, making.Sources, applying) { Beginning = begun => reporting.Begin(context, ApplyJson.Beginning(begun)) };
            Plan? planned = null;
            var isTold = false;
            try
            {
                return await PlanAndApplyAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (!isTold && !run.Finished.Repositories.IsEmpty)
            {
                // What was finished was done, whatever ended the run after it.
                var plan = planned ?? new Plan { Now = started, Policies = [], Repositories = [] };
                var code = Tell(context, run, reporting, run.Finished with { Cancelled = false }, plan, journal, options);
                switch (e)
                {
                    case CliException failure:
                        throw new CliException(Math.Max(failure.ExitCode, code), failure.Message, failure.InnerException);
                    case OperationCanceledException when cancellationToken.IsCancellationRequested:
                        throw new CliException(ExitCode.Cancelled, "Cancelled. The next 'run' continues.");
                    default:
                        throw;
                }
            }

            async Task FinishAsync(PlanBasis basis)
            {
                await run.FinishAsync(basis, journal, started, cancellationToken).ConfigureAwait(false);
                if (run.Finished.Cancelled)
                {
                    throw new OperationCanceledException(cancellationToken);
                }
            }

            async Task<int> PlanAndApplyAsync()
            {
                var isDry = context.Parsed.GetValue(dryRun);
                if (await making.MakeAsync(context, reporting.Format(context.Parsed), cancellationToken, isDry ? null : FinishAsync).ConfigureAwait(false) is not { } made)
                {
                    return ExitCode.Failed;
                }

                planned = made.Plan;
                var applies = made.Plan.HasChanges && !isDry;

                // What was done comes after the plan in the same reports, and both together have to fit.
                var part = options with { MaxBytes = applies ? options.MaxBytes / 2 : options.MaxBytes };

                // Programs are told once, of the plan and of what became of it.
                reporting.Write(context, part, (format, how, stream) => ReportFormats.Plans.Find(format)!.Write(made.Plan, how, stream), isSummary: true, only: format => isDry || format != "json");
                var code = made.ExitCode == ExitCode.Done && made.Plan.HasChanges && context.Parsed.GetValue(detailed) ? ExitCode.Changes : made.ExitCode;
                if (isDry)
                {
                    return code;
                }

                var file = applies ? SavePlan(context, applying, run, made.Plan, journal) with { Policies = made.Policies } : null;
                var report = file is null ? run.Finished : ApplyReports.Join(run.Finished, await run.ApplyAsync(file, journal, started, file.Plan.Now, cancellationToken).ConfigureAwait(false));
                isTold = true;
                var applied = Tell(context, run, reporting, report, file?.Plan ?? made.Plan, journal, part);
                return applied == ExitCode.Done ? code : Math.Max(applied, made.ExitCode);
            }
        });
        return command;
    }

    private static void WriteJson(CommandContext context, ReportingOptions reporting, Plan plan, ApplyReport report, ReportOptions options) =>
        reporting.Write(context, options, (_, _, stream) => ApplyJson.Write(report, plan, stream), only: format => format == "json");

    private static string JournalOf(CommandContext context, ApplyingOptions applying) => context.Directory.Resolve(applying.Journal(context.Parsed)
        ?? context.Environment.Clock.GetUtcNow().ToString("'policyengine-'yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture) + ApplyJournal.Suffix);

    /// <summary>Saves the plan beside the journal, so that a run that is killed can be brought to its end by 'apply'.</summary>
    private static PlanFile SavePlan(CommandContext context, ApplyingOptions applying, ApplyRun run, Plan plan, string journal)
    {
        applying.RequireYes(context, ApplyRun.Describe(plan));
        using var bytes = new MemoryStream();
        PlanJson.Write(plan, bytes);
        var file = PlanFile.Of(context, bytes.ToArray());

        // What lies there under these names is of another run.
        run.CheckJournal(file, journal);
        var path = journal + ApplyJournal.PlanSuffix;
        OutputFile.Write(path, context.Directory.Show(path), stream => stream.Write(bytes.ToArray()));
        return file;
    }

    /// <summary>Tells what was done, and which exit code that is.</summary>
    private static int Tell(CommandContext context, ApplyRun run, ReportingOptions reporting, ApplyReport report, Plan plan, string journal, ReportOptions options)
    {
        if (!report.Repositories.IsEmpty)
        {
            using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
            ApplyText.Write(report, text, options with { Color = context.Messages.UseColor });
            context.Messages.Block(text.ToString());
        }

        if (report.Cancelled)
        {
            context.Messages.Error($"Cancelled. To resume: {run.ContinueWith(journal + ApplyJournal.PlanSuffix, journal)}");
        }

        return ApplyOutput.CodeAfter(context, report, () =>
        {
            WriteJson(context, reporting, plan, report, options);
            if (!report.Repositories.IsEmpty)
            {
                reporting.AddToReports(context, stream => ApplyMarkdown.Write(report, options with { Template = null }, stream));
            }
        });
    }
}
