using System.CommandLine;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.InUse;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Policies;
using PolicyEngine.Cli.Reading;
using PolicyEngine.Cli.Targets;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Graph;
using PolicyEngine.Language;
using PolicyEngine.Planning;
using PolicyEngine.Snapshots;

namespace PolicyEngine.Cli.Planning;

/// <summary>From the command line to a plan: for every command that plans.</summary>
internal sealed class PlanMaking
{
    private readonly PolicyOptions _policies = new();
    private readonly PlanningOptions _planning = new();
    private readonly SourceOptions _sources = new();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        _policies.AddTo(command);
        _planning.AddTo(command);
        _sources.AddTo(command);
    }

    /// <summary>Makes the plan; null where the policies have errors, which have been told then.</summary>
    /// <param name="context">The command.</param>
    /// <param name="format">The format of standard output, in which errors of policies are told where machines read them.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<MadePlan?> MakeAsync(CommandContext context, string format, CancellationToken cancellationToken)
    {
        var now = _planning.Now(context);
        var severities = _policies.Severities(context.Parsed);
        var policies = PolicySet.Compile(_policies.Find(context), new CompilerOptions { Severities = severities });
        if (!PolicyDiagnosticsOutput.Tell(context, policies.Compilation, format))
        {
            return null;
        }

        var targets = TargetList.Of(context, policies, _planning.Targets(context.Parsed), _sources.Overrides(context.Parsed));
        policies = targets.Policies;
        var options = new PlanOptions { InUse = new InUseReader(context.Directory, context.Messages).Read(policies) };
        var isIncomplete = false;
        IReadOnlyList<DigestGraph> graphs;
        if (_planning.Snapshot(context.Parsed) is { } snapshot)
        {
            graphs = ReadSnapshot(context, snapshot);
            WarnOfIdleTargets(context, targets, graphs);
        }
        else
        {
            (graphs, isIncomplete) = await ReadRegistriesAsync(context, targets, new PlanningGuide(policies.Compilation, now, options), cancellationToken).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        var plan = Planner.Create(policies.Compilation, graphs, now, options);
        return new MadePlan(plan, Tell(context, plan, isIncomplete));
    }

    private static DigestGraph[] ReadSnapshot(CommandContext context, string written)
    {
        using var file = InputFile.Open(context.Directory.Resolve(written), written);
        try
        {
            return [.. SnapshotReader.ReadGraphs(file)];
        }
        catch (SnapshotFormatException e)
        {
            throw new CliException(ExitCode.Incomplete, $"The snapshot '{written}' cannot be used: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Incomplete, $"The snapshot '{written}' cannot be read: {InputFile.Reason(e)}", e);
        }
    }

    private static void WarnOfIdleTargets(CommandContext context, TargetList targets, IReadOnlyList<DigestGraph> graphs)
    {
        foreach (var (target, _) in targets.Items)
        {
            if (!graphs.Any(g => target.Covers(g.Info.Registry, g.Info.Name)))
            {
                context.Messages.Warning($"The target '{target}' matches no repository of the snapshot.");
            }
        }
    }

    private async Task<(IReadOnlyList<DigestGraph> Graphs, bool IsIncomplete)> ReadRegistriesAsync(
        CommandContext context, TargetList targets, PlanningGuide guide, CancellationToken cancellationToken)
    {
        if (targets.Items.Count == 0)
        {
            throw CliException.Usage("There is no target: add 'targets' to the policy, or say --target registry/repository, or read a file by --snapshot FILE.");
        }

        using var progress = new ProgressReport(context.Messages, context.Environment);
        var clients = new ClientPool(_sources.Create(context, progress));
        await using (clients.ConfigureAwait(false))
        {
            var resolver = new TargetResolver(clients, context.Messages);
            foreach (var (target, folder) in targets.Items)
            {
                await resolver.AddAsync(target, folder, cancellationToken).ConfigureAwait(false);
            }

            progress.Begin(resolver.Requests.Count);
            var graphs = await RepositoryReading.ReadAsync(
                resolver.Requests, clients, _sources.Concurrency(context.Parsed), static () => new DigestGraphBuilder(), guide,
                static (builder, info) => builder.Build(info), progress, cancellationToken).ConfigureAwait(false);
            return (graphs, resolver.IsIncomplete);
        }
    }

    /// <summary>Says what could not be planned, and which exit code that is.</summary>
    private static int Tell(CommandContext context, Plan plan, bool isIncomplete)
    {
        var code = isIncomplete ? ExitCode.Incomplete : ExitCode.Done;
        foreach (var repository in plan.Repositories)
        {
            var message = $"{repository.Info.FullName}: {repository.Reason}";
            switch (repository.Status)
            {
                case PlanStatus.Incomplete:
                    context.Messages.Error($"{message} The repository could not be read completely, so nothing is deleted in it.");
                    code = Math.Max(code, ExitCode.Incomplete);
                    break;
                case PlanStatus.Refused:
                    context.Messages.Error($"{message} The plan is refused, so nothing is deleted in it.");
                    code = Math.Max(code, ExitCode.Failed);
                    break;
            }
        }

        if (plan.Repositories.IsEmpty && code == ExitCode.Done)
        {
            context.Messages.Warning("No repository was planned: no policy covers any.");
        }

        return code;
    }
}

/// <summary>A plan and how it went.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="ExitCode">The exit code.</param>
internal sealed record MadePlan(Plan Plan, int ExitCode);
