using System.CommandLine;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Facts;
using PolicyEngine.Cli.InUse;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Planning;
using PolicyEngine.Cli.Policies;
using PolicyEngine.Cli.Reading;
using PolicyEngine.Cli.Running;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Comparing;
using PolicyEngine.Compiling;
using PolicyEngine.Diagnostics;
using PolicyEngine.Graph;
using PolicyEngine.Inputs;
using PolicyEngine.Planning;
using PolicyEngine.Policies;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Reporting;

namespace PolicyEngine.Cli.Commands;

/// <summary><c>diff OLD NEW</c>: what a change of policy changes, on a snapshot or live.</summary>
internal static class DiffCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner runner)
    {
        var old = new Argument<string>("OLD") { Description = "The policy as it was: a file, or a folder of policies" };
        var @new = new Argument<string>("NEW") { Description = "The policy as it is to be: a file, or a folder of policies" };
        var policies = new PolicyOptions();
        var planning = new PlanningOptions();
        var sources = new SourceOptions();
        var reporting = new ReportingOptions(ReportFormats.Comparisons.Names, hasTemplate: false);
        var command = new DocumentedCommand(
            "diff",
            "Show what a policy change changes: which images are newly deleted, newly kept, or decided by another rule"
        )
        {
            Examples =
            [
                ("main/policies policies --snapshot state.json.gz", "What a pull request changes"),
                ("old.yaml new.yaml --target ghcr.io/acme/web --format markdown", "The same on a registry, as a comment"),
            ],
        };
        command.Arguments.Add(old);
        command.Arguments.Add(@new);
        policies.AddTo(command, hasArgument: false);
        planning.AddTo(command);
        sources.AddTo(command);
        reporting.AddTo(command);
        ArgumentRules.RejectOptions(old, command);
        ArgumentRules.RejectOptions(@new, command);
        runner.Bind(command, async (context, isVerbose, cancellationToken) =>
        {
            var options = reporting.Create(context, isVerbose);
            reporting.Check(context);
            var now = planning.Now(context);
            var severities = policies.Severities(context);
            var inputs = InputOption.Of(context);
            var before = Compile(
                context,
                context.Parsed.GetValue(old)!,
                severities,
                inputs with
                {
                    DeclaredElsewhere = [.. inputs.Given.Keys],
                }
            );
            var after = Compile(
                context,
                context.Parsed.GetValue(@new)!,
                severities,
                inputs with
                {
                    DeclaredElsewhere = [.. before.Compilation.Policies.SelectMany(p => p.Inputs.Names)],
                }
            );
            if (!(TellErrors(context, before) & PolicyDiagnosticsOutput.Tell(context, after.Compilation, reporting.Format(context.Parsed))))
            {
                return ExitCode.Failed;
            }

            var written = planning.Targets(context.Parsed);
            var overrides = sources.Overrides(context.Parsed);
            var appliesAll = planning.AppliesAllPolicies(context.Parsed);
            var oldTargets = TargetList.Of(context, before, written, appliesAll, overrides);
            var newTargets = TargetList.Of(context, after, written, appliesAll, overrides);
            var reach = new PolicyReach(
                context,
                [.. oldTargets.Policies.Compilation.Policies, .. newTargets.Policies.Compilation.Policies]
            );
            var reading = new FactReading(context, sources, planning.Snapshot(context.Parsed));
            (PolicyCompilation Policies, PlanOptions Options)[] sides =
            [
                await SideAsync(context, reading, oldTargets, cancellationToken).ConfigureAwait(false),
                await SideAsync(context, reading, newTargets, cancellationToken).ConfigureAwait(false),
            ];
            var guide = PlanningGuide.OfEverything(sides);
            var (graphs, isIncomplete) = await ReadAsync(
                    context,
                    planning,
                    sources,
                    Union(oldTargets, newTargets),
                    guide,
                    reach,
                    cancellationToken
                )
                .ConfigureAwait(false);
            reach.TellSetAside(graphs);
            TargetList[] both = [oldTargets, newTargets];
            var plans = sides
                .Zip(both, (side, targets) =>
                    Planner.Create(
                        targets.In(context, graphs).Compilation,
                        graphs,
                        now,
                        side.Options.For(graphs) with
                        {
                            IsRunCut = isIncomplete,
                        }
                    )
                )
                .ToArray();
            var comparison = PlanComparer.Compare(plans[0], plans[1]);
            reporting.Write(context, options, (format, how, stream) =>
                ReportFormats.Comparisons.Find(format)!.Write(comparison, how, stream)
            );
            return RepositoryArgument.TellIncomplete(context, graphs, TellUnknown(context, plans) || isIncomplete || reach.IsIncomplete);
        });
        return command;
    }

    /// <summary>Tells which repositories were read, but are incomplete for another reason: what is in use is unknown.</summary>
    private static bool TellUnknown(CommandContext context, IEnumerable<Plan> plans)
    {
        var unknown = plans
            .SelectMany(p => p.Repositories)
            .Where(r => r.Status == PlanStatus.Incomplete && r.Info.Complete)
            .DistinctBy(r => (r.Info.FullName, r.Reason))
            .ToArray();
        Array.ForEach(unknown, r => context.Messages.Error($"{r.Info.FullName}: {r.Reason}"));
        return unknown.Length > 0;
    }

    private static PolicySet Compile(CommandContext context, string path, SeverityOverrides severities, InputValues inputs) =>
        PolicySet.Compile(
            new PolicyFinder(context.Directory, context.Messages).Find([path]),
            new CompilerOptions { Severities = severities, Inputs = inputs }
        );

    /// <summary>The warnings of a policy that is on its way out help nobody.</summary>
    private static bool TellErrors(CommandContext context, PolicySet policies) =>
        PolicyDiagnosticsOutput.Tell(
            context,
            policies.Compilation with
            {
                Diagnostics = [.. policies.Compilation.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)],
            },
            "text"
        );

    /// <summary>All that one side targets. A layout that both name is where the
    /// new policy says: the old one is often a copy in another folder.</summary>
    private static IReadOnlyList<(PolicyTarget Target, string Folder)> Union(TargetList old, TargetList @new)
    {
        var known = @new.Items.Select(t => t.Target.ToString()).ToHashSet(StringComparer.Ordinal);
        return [.. @new.Items, .. old.Items.Where(t => !known.Contains(t.Target.ToString()))];
    }

    private static async Task<(IReadOnlyList<DigestGraph> Graphs, bool IsIncomplete)> ReadAsync(
        CommandContext context,
        PlanningOptions planning,
        SourceOptions sources,
        IReadOnlyList<(PolicyTarget Target, string Folder)> targets,
        IResolutionGuide guide,
        PolicyReach reach,
        CancellationToken cancellationToken
    )
    {
        if (planning.Snapshot(context.Parsed) is { } snapshot)
        {
            return (reach.Narrow(GraphReading.ReadSnapshot(context, snapshot, targets), PolicyReach.NameOf), false);
        }

        return targets.Count == 0
            ? throw CliException.Usage(
                "No target: add 'targets' to a policy, pass --target registry/repository, or read a file with --snapshot FILE."
            )
            : await GraphReading
                .ReadRegistriesAsync(
                    context,
                    sources,
                    targets,
                    _ => Task.FromResult(guide),
                    cancellationToken,
                    narrow: requests => reach.Narrow(requests, static r => (r.Registry.Registry, r.Name))
                )
                .ConfigureAwait(false);
    }

    private static async Task<(PolicyCompilation Policies, PlanOptions Options)> SideAsync(
        CommandContext context,
        FactReading reading,
        TargetList targets,
        CancellationToken cancellationToken
    )
    {
        var facts = await reading.ReadAsync(targets.Policies, cancellationToken).ConfigureAwait(false);
        return (
            targets.Policies.Compilation,
            new PlanOptions { InUse = new InUseReader(context.Directory, context.Messages).Read(targets.Policies, facts), Facts = facts }
        );
    }
}
