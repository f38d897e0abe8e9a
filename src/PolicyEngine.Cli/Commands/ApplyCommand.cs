using System.CommandLine;
using PolicyEngine.Cli.Applying;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Planning;

namespace PolicyEngine.Cli.Commands;

/// <summary><c>apply PLAN</c>: carries out a saved plan, re-checking each step. Again, it continues where it ended.</summary>
internal static class ApplyCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner runner)
    {
        var plan = new Argument<string>("PLAN") { Description = "A plan saved by 'plan --out'" };
        var refresh = new Option<bool>("--refresh") { Description = "Plan a changed repository again, and do what both plans agree on" };
        var inUseAsPlanned = new Option<bool>("--in-use-as-planned")
        {
            Description = "Do not read again what is in use; for machines without the policies and the files that they name",
        };
        var approval = new ApprovalOption();
        var applying = new ApplyingOptions();
        var sources = new SourceOptions();
        var reporting = new ReportingOptions(ApplyOutput.Formats);
        var command = new DocumentedCommand("apply", "Carry out a saved plan, re-checking each step")
        {
            Examples =
            [
                ("retention.plan.json", "Do exactly what was reviewed"),
                ("retention.plan.json --max-deletes 500 --time-budget 30m", "A part of it; run the same command again to continue"),
            ],
        };
        command.Arguments.Add(plan);
        applying.AddTo(command);
        approval.AddTo(command);
        command.Options.Add(refresh);
        command.Options.Add(inUseAsPlanned);
        sources.AddTo(command);
        reporting.AddTo(command);
        ArgumentRules.RejectOptions(plan, command);
        runner.Bind(command, async (context, isVerbose, cancellationToken) =>
        {
            var started = context.Environment.Clock.GetUtcNow();
            reporting.Check(context);
            ApplyOutput.CheckTemplate(context, reporting);
            var written = context.Parsed.GetValue(plan)!;
            applying.CheckJournal(context);
            var file = PlanFile.Read(context, written, mayBeElsewhere: context.Parsed.GetValue(inUseAsPlanned));
            file = file with { Plan = PlanApproval.Apply(file.Plan, approval.Of(context.Parsed)) };
            var journal = applying.Journal(context.Parsed) is { } named
                ? context.Directory.Resolve(named)
                : ApplyRun.JournalOf(context.Directory.Resolve(written));
            if (file.Plan.HasChanges)
            {
                applying.RequireYes(context, ApplyRun.Describe(file.Plan));
            }

            var report = await new ApplyRun(context, sources, applying)
            {
                IsInUseAsPlanned = context.Parsed.GetValue(inUseAsPlanned),
                Beginning = begun => reporting.Begin(context, Reporting.Applies.ApplyJson.Beginning(begun)),
            }
                .ApplyAsync(file, journal, started, context.Parsed.GetValue(refresh) ? started : null, cancellationToken)
                .ConfigureAwait(false);
            var code = ApplyOutput.CodeAfter(context, report, () =>
                ApplyOutput.Write(
                    context,
                    reporting,
                    file.Plan,
                    report,
                    isVerbose,
                    $"policyengine restore {ShellWord.Of(context.Directory.Show(journal))}"
                )
            );
            if (report.Cancelled)
            {
                context.Messages.Error($"Cancelled. To resume: policyengine apply {written}");
            }

            return code;
        });
        return command;
    }
}
