using System.CommandLine;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Planning;
using PolicyEngine.Cli.Policies;
using PolicyEngine.Cli.Running;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Planning;
using PolicyEngine.Planning.Files;
using PolicyEngine.Reporting;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Cli.Commands;

/// <summary><c>plan [POLICY…]</c>: what would happen; changes nothing, ever.</summary>
internal static class PlanCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner runner)
    {
        var planMaking = new PlanMaking { Notice = new NoticeOptions() };
        var reporting = new ReportingOptions(ReportFormats.Plans.Names);
        var saved = new Option<string?>("--out") { Description = "Save the plan, for 'apply'", HelpName = "FILE" };
        var detailed = new Option<bool>("--detailed-exitcode") { Description = "Exit with 10 when there is something to delete" };
        var command = new DocumentedCommand("plan", "Resolve the targets and print what would happen; changes nothing, ever")
        {
            Examples =
            [
                ("", "The policies of this repository, on the registries that they name"),
                (
                    "policies/web.yaml --target ghcr.io/acme/web --report \"$GITHUB_STEP_SUMMARY\"",
                    "One policy for one repository, with a report"
                ),
                ("--snapshot state.json.gz --now 2026-12-24T00:00:00Z", "What will be deleted by Christmas if nothing is pushed"),
                ("--out retention.plan.json", "Save the plan, for review and apply"),
            ],
        };
        var watch = new FileWatch();
        planMaking.AddTo(command);
        planMaking.Approval.AddTo(command);
        reporting.AddTo(command);
        command.Options.Add(saved);
        command.Options.Add(detailed);
        watch.AddTo(command);
        runner.Bind(command, (context, isVerbose, cancellationToken) =>
        {
            if (watch.IsAsked(context.Parsed) && planMaking.Planning.Snapshot(context.Parsed) is null)
            {
                throw CliException.Usage(
                    "--watch plans again and again: it needs a snapshot (--snapshot FILE), so that no registry " + "is asked each time."
                );
            }

            return watch.RunAsync(
                context,
                () => PlanAsync(context, isVerbose, cancellationToken),
                () => Files(context, planMaking),
                cancellationToken
            );
        });
        return command;

        async Task<int> PlanAsync(CommandContext context, bool isVerbose, CancellationToken cancellationToken)
        {
            var options = reporting.Create(context, isVerbose);
            reporting.Check(context);
            if (context.Parsed.GetValue(saved) is { } early)
            {
                OutputFile.Check(context.Directory.Resolve(early), early);
            }

            CheckTemplate(options);
            planMaking.WithForecast = reporting.Writes(context.Parsed, "html");
            planMaking.PolicyErrors = diagnostics => reporting.WriteDiagnostics(context, diagnostics);
            if (
                await planMaking.MakeAsync(context, reporting.Format(context.Parsed), cancellationToken).ConfigureAwait(false)
                is not { } made
            )
            {
                return ExitCode.Failed;
            }

            if (context.Parsed.GetValue(saved) is { } path)
            {
                OutputFile.Write(context.Directory.Resolve(path), path, stream => PlanJson.Write(made.Plan, stream));
            }

            options = options with { Problems = [.. made.Problems] };
            reporting.Write(
                context,
                options,
                (format, how, stream) => ReportFormats.Plans.Find(format)!.Write(made.Plan, how, stream),
                isSummary: true
            );
            return made.ExitCode == ExitCode.Done && made.Plan.HasChanges && context.Parsed.GetValue(detailed)
                ? ExitCode.Changes
                : made.ExitCode;
        }
    }

    /// <summary>The files that a plan of a snapshot is made of, and the folders that policies were found in.</summary>
    private static IEnumerable<string> Files(CommandContext context, PlanMaking planMaking)
    {
        var snapshot = context.Directory.Resolve(planMaking.Planning.Snapshot(context.Parsed)!);
        try
        {
            return
            [
                snapshot,
                .. planMaking
                    .Policies.Find(context)
                    .SelectMany(policy => policy.FoundIn is null ? new[] { policy.FullPath } : [policy.FullPath, policy.Folder]),
            ];
        }
        catch (CliException)
        {
            // Until there is a policy.
            return [snapshot, context.Directory.FullPath, context.Directory.Resolve(PolicyFinder.DefaultFolder)];
        }
    }

    /// <summary>A template with a mistake is told of before minutes of reading, not after.</summary>
    private static void CheckTemplate(ReportOptions options)
    {
        if (options.Template is not null)
        {
            ReportFormats
                .Plans.Find("markdown")!
                .Write(
                    new Plan
                    {
                        Now = default,
                        Policies = [],
                        Repositories = [],
                    },
                    options,
                    Stream.Null
                );
        }
    }
}
