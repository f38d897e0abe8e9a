using System.CommandLine;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Planning;
using PolicyEngine.Cli.Reading;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Explaining;
using PolicyEngine.Graph;
using PolicyEngine.Reporting;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Commands;

/// <summary><c>graph REPOSITORY</c>: the digest graph, with <c>--verdicts</c> marked by a policy.</summary>
internal static class GraphCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner runner)
    {
        var repository = new Argument<string>("REPOSITORY") { Description = "registry/repository or oci-layout:PATH" };
        var verdicts = new Option<bool>("--verdicts")
        {
            Description = "Mark each manifest as kept or deleted (implied when a policy is given)",
        };
        var reporting = new ReportingOptions(ReportFormats.Graphs.Names);
        var making = new PlanMaking();
        var command = new DocumentedCommand("graph", "Show the digest graph of a repository: tags, indexes, platforms, referrers")
        {
            Examples =
            [
                ("ghcr.io/acme/web", "Tags, indexes, platforms and referrers as a tree"),
                ("ghcr.io/acme/web policies/web.yaml --format mermaid", "A diagram of what is kept and what is deleted"),
            ],
        };
        command.Arguments.Add(repository);
        reporting.AddTo(command);
        command.Options.Add(verdicts);
        making.AddTo(command, hasTarget: false);
        ArgumentRules.RejectOptions(repository, command);
        runner.Bind(command, async (context, isVerbose, cancellationToken) =>
        {
            var options = reporting.Create(context, isVerbose);
            reporting.Check(context);
            var written = context.Parsed.GetValue(repository)!;
            GraphView view;
            bool isIncomplete;
            if (context.Parsed.GetValue(verdicts) || making.Policies.AreNamed(context.Parsed))
            {
                var inputs = await making
                    .GatherAsync(context, reporting.Format(context.Parsed), [written], PlanningGuide.OfEverything, cancellationToken)
                    .ConfigureAwait(false);
                if (inputs is null)
                {
                    return ExitCode.Failed;
                }

                new PolicyReach(context, inputs.Compilation.Policies).TellSetAside(inputs.Graphs);
                var target = TargetList.Parse(written);
                var graph = Single(written, [.. inputs.Graphs.Where(g => target.Covers(g.Info.Registry, g.Info.Name))]);
                view = GraphView.Create(inputs.Compilation, graph, inputs.Now, inputs.Options);
                isIncomplete = inputs.IsIncomplete;
            }
            else
            {
                var (graphs, listing) = await RepositoryArgument
                    .ReadAsync(context, [written], making.Planning, making.Sources, cancellationToken)
                    .ConfigureAwait(false);
                view = GraphView.Create(Single(written, graphs), making.Planning.Now(context));
                isIncomplete = listing;
            }

            reporting.Write(context, options, (format, how, stream) => ReportFormats.Graphs.Find(format)!.Write(view, how, stream));
            return RepositoryArgument.TellIncomplete(context, [view.Graph], isIncomplete);
        });
        return command;
    }

    private static DigestGraph Single(string written, IReadOnlyList<DigestGraph> graphs) =>
        graphs switch
        {
            [var only] => only,
            [] => throw CliException.Failed($"The repository '{written}' does not exist."),
            _ => throw CliException.Usage(
                $"'{written}' matches {graphs.Count} repositories; name one of them: "
                    + $"{ShortList.Of(graphs.Select(g => g.Info.FullName), 10)}."
            ),
        };
}
