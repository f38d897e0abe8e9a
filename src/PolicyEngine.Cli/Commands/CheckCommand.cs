using System.CommandLine;
using PolicyEngine.Checking;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Reporting;

namespace PolicyEngine.Cli.Commands;

/// <summary><c>check REPOSITORY…</c>: what is broken in repositories; exit code 1 if anything is.</summary>
internal static class CheckCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner runner)
    {
        var repositories = new Argument<string[]>("REPOSITORY")
        {
            Description = RepositoryArgument.Description,
            Arity = ArgumentArity.ZeroOrMore,
        };
        var reporting = new ReportingOptions(ReportFormats.Checks.Names);
        var planning = new PlanningOptions();
        var sources = new SourceOptions();
        var command = new DocumentedCommand(
            "check",
            "Find missing children, orphaned referrers and dangling tags; exit with 1 if there are any"
        )
        {
            Examples =
            [
                ("ghcr.io/acme/web", "Find out whether anything is broken"),
                ("--snapshot state.json.gz --format json", "The same for all repositories of a snapshot"),
            ],
        };
        command.Arguments.Add(repositories);
        reporting.AddTo(command);
        planning.AddTo(command, hasTarget: false, hasPolicies: false);
        sources.AddTo(command);
        ArgumentRules.RejectOptions(repositories, command);
        runner.Bind(command, async (context, isVerbose, cancellationToken) =>
        {
            var options = reporting.Create(context, isVerbose);
            reporting.Check(context);
            var (graphs, isIncomplete) = await RepositoryArgument
                .ReadAsync(context, context.Parsed.GetValue(repositories) ?? [], planning, sources, cancellationToken)
                .ConfigureAwait(false);
            if (graphs.Count == 0 && !isIncomplete)
            {
                throw CliException.Failed("No repository to check.");
            }

            IntegrityReport[] reports = [.. graphs.OrderBy(g => g.Info.FullName, StringComparer.Ordinal).Select(IntegrityCheck.Check)];
            reporting.Write(context, options, (format, how, stream) => ReportFormats.Checks.Find(format)!.Write(reports, how, stream));
            var code = RepositoryArgument.TellIncomplete(context, graphs, isIncomplete);
            return Math.Max(code, reports.All(r => r.Violations.IsEmpty) ? ExitCode.Done : ExitCode.Failed);
        });
        return command;
    }
}
