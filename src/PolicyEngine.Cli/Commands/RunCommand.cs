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
        var applying = new ApplyingOptions();
        var making = new PlanMaking { Notice = new NoticeOptions(), Journal = applying.Journal };
        var reporting = new ReportingOptions(ReportFormats.Plans.Names);
        var dryRun = new Option<bool>("--dry-run") { Description = "Only plan; changes nothing" };
        var detailed = new Option<bool>("--detailed-exitcode") { Description = "Exit with 10 when there was something to delete" };
        var command = new DocumentedCommand("run", "Plan and apply in one go, for scheduled jobs")
        {
            Examples =
            [
                ("--journal retention.journal.jsonl", "Every night, in CI"),
                ("--dry-run", "The same without deleting"),
                ("--rehearse 7 --journal retention.journal.jsonl", "Announce each deletion for seven days, then carry it out"),
            ],
        };
        making.AddTo(command);
        making.Approval.AddTo(command);
        applying.AddTo(command);
        reporting.AddTo(command);
        command.Options.Add(dryRun);
        command.Options.Add(detailed);
        runner.Bind(command, async (context, isVerbose, cancellationToken) =>
        {
            var started = context.Environment.Clock.GetUtcNow();
            var options = reporting.Create(context, isVerbose);
            reporting.Check(context);
            applying.CheckJournal(context);
            if (making.Planning.Snapshot(context.Parsed) is not null && !context.Parsed.GetValue(dryRun))
            {
                throw CliException.Usage(
                    "'run' deletes from registries, but --snapshot plans without them: add --dry-run, or save a "
                        + "plan with 'plan --snapshot FILE --out PLAN' and review it before 'apply PLAN'."
                );
            }

            making.WithForecast = reporting.Writes(context.Parsed, "html");
            making.PolicyErrors = diagnostics => reporting.WriteDiagnostics(context, diagnostics);
            var journal = JournalOf(context, applying);
            options = options with { Undo = $"policyengine restore {ShellWord.Of(context.Directory.Show(journal))}" };
            var run = new ApplyRun(context, making.Sources, applying)
            {
                Beginning = begun => reporting.Begin(context, ApplyJson.Beginning(begun)),
            };
            Plan? planned = null;
            var isTold = false;
            try
            {
                return await PlanAndApplyAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (!isTold && !run.Finished.Repositories.IsEmpty)
            {
                // What was finished was done, whatever ended the run after it.
                var plan = planned
                    ?? new Plan
                    {
                        Now = started,
                        Policies = [],
                        Repositories = [],
                    };
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
                if (
                    await making
                        .MakeAsync(
                            context,
                            reporting.Format(context.Parsed),
                            cancellationToken,
                            isDry ? null : FinishAsync,
                            announces: !isDry
                        )
                        .ConfigureAwait(false)
                    is not { } made
                )
                {
                    return ExitCode.Failed;
                }

                planned = made.Plan;
                run.Notice = made.Notice;
                var applies = made.Plan.HasChanges && !isDry;

                options = options with { Problems = [.. made.Problems] };

                // People see the plan before it is carried out; all else is told once, of the plan and of what became of it.
                reporting.Write(
                    context,
                    options,
                    (format, how, stream) => ReportFormats.Plans.Find(format)!.Write(made.Plan, how, stream),
                    isSummary: true,
                    only: (format, isFile) => isDry || (!isFile && IsForPeople(format))
                );
                var code =
                    made.ExitCode == ExitCode.Done && made.Plan.HasChanges && context.Parsed.GetValue(detailed)
                        ? ExitCode.Changes
                        : made.ExitCode;
                if (isDry)
                {
                    return code;
                }

                var file = applies ? SavePlan(context, applying, run, made.Plan, journal) with { Policies = made.Policies } : null;
                var report = file is null
                    ? run.Finished
                    : ApplyReports.Join(
                        run.Finished,
                        await run.ApplyAsync(file, journal, started, file.Plan.Now, cancellationToken).ConfigureAwait(false)
                    );
                isTold = true;
                var applied = Tell(context, run, reporting, report, made.Plan, journal, options);
                return applied == ExitCode.Done ? code : Math.Max(applied, made.ExitCode);
            }
        });
        return command;
    }

    /// <summary>Formats that are read while it goes on.</summary>
    private static bool IsForPeople(string format) => format is "text" or "github";

    private static string JournalOf(CommandContext context, ApplyingOptions applying) =>
        context.Directory.Resolve(
            applying.Journal(context.Parsed)
                ?? context.Environment.Clock.GetUtcNow().ToString("'policyengine-'yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)
                    + ApplyJournal.Suffix
        );

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
    private static int Tell(
        CommandContext context,
        ApplyRun run,
        ReportingOptions reporting,
        ApplyReport report,
        Plan plan,
        string journal,
        ReportOptions options
    )
    {
        if (report.Cancelled)
        {
            context.Messages.Error($"Cancelled. To resume: {run.ContinueWith(journal + ApplyJournal.PlanSuffix, journal)}");
        }

        var files = ApplyOutput.CodeAfter(context, report, () => reporting.Write(
                context,
                options,
                (format, how, stream) =>
                {
                    ReportFormats.Plans.Find(format)!.Write(plan, how, stream);
                    ApplyOutput.WriteText(report, how, stream);
                },
                only: (format, isFile) => isFile && IsForPeople(format)
            ));
        var rest = ApplyOutput.CodeAfter(context, report, () =>
            reporting.Write(context, options, WriteOutcome, isSummary: true, only: (format, isFile) =>
                !IsForPeople(format) || (!isFile && !report.Repositories.IsEmpty)
            )
        );
        return Math.Max(files, rest);

        void WriteOutcome(string format, ReportOptions how, Stream stream)
        {
            switch (format)
            {
                case "json":
                    ApplyJson.Write(report, plan, stream);
                    break;
                case "markdown":
                    ApplyMarkdown.Write(report, plan, how, stream);
                    break;
                case "html":
                    ApplyHtml.Write(report, plan, how, stream);
                    break;
                case "text" or "github":
                    ApplyOutput.WriteText(report, how, stream);
                    break;
                default:
                    ReportFormats.Plans.Find(format)!.Write(plan, how, stream);
                    break;
            }
        }
    }
}
