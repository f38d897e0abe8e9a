using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Planning;
using PolicyEngine.Cli.Reading;
using PolicyEngine.Cli.Running;
using PolicyEngine.Graph;
using PolicyEngine.Policies;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Cli.Commands;

/// <summary>The argument of commands that look at repositories without a policy.</summary>
internal static class RepositoryArgument
{
    /// <summary>Says what it may be.</summary>
    public const string Description = "registry/repository, where the repository may be a glob, or oci-layout:PATH";

    /// <summary>The graphs of repositories, of a snapshot or of registries, read completely.</summary>
    /// <param name="context">The command.</param>
    /// <param name="written">The repositories; of a snapshot all if there is none.</param>
    /// <param name="planning">Says whether there is a snapshot.</param>
    /// <param name="sources">How registries are reached.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="CliException">Nothing is named, or something cannot be read.</exception>
    public static async Task<(IReadOnlyList<DigestGraph> Graphs, bool IsIncomplete)> ReadAsync(
        CommandContext context,
        IReadOnlyList<string> written,
        PlanningOptions planning,
        SourceOptions sources,
        CancellationToken cancellationToken
    )
    {
        PolicyTarget[] targets = [.. sources.Overrides(context.Parsed).Apply([.. written.Select(TargetList.Parse)])];
        if (planning.Snapshot(context.Parsed) is { } snapshot)
        {
            var graphs = GraphReading.ReadSnapshot(context, snapshot, targets.Select(t => (t, context.Directory.FullPath)));
            targets = [.. targets.Select(t => SnapshotLayouts.Find(t, context.Directory.FullPath, context.Directory, graphs))];
            return ([.. graphs.Where(g => targets.Length == 0 || targets.Any(t => t.Covers(g.Info.Registry, g.Info.Name)))], false);
        }

        if (targets.Length == 0)
        {
            throw CliException.Usage("Name a repository, or read a file with --snapshot FILE.");
        }

        return await GraphReading
            .ReadRegistriesAsync(
                context,
                sources,
                [.. targets.Select(t => (t, context.Directory.FullPath))],
                new WholeRepositoryGuide(needsConfigs: true),
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Tells which repositories are incomplete; the exit code.</summary>
    public static int TellIncomplete(CommandContext context, IEnumerable<DigestGraph> graphs, bool isIncomplete)
    {
        foreach (var graph in graphs.Where(g => !g.Info.Complete))
        {
            context.Messages.Error($"{graph.Info.FullName}: {graph.Info.Reason} The repository could not be read completely.");
            isIncomplete = true;
        }

        return isIncomplete ? ExitCode.Incomplete : ExitCode.Done;
    }
}
