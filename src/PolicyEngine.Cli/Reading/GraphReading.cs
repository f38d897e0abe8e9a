using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Running;
using PolicyEngine.Cli.Targets;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Graph;
using PolicyEngine.Policies;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Snapshots;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Reading;

/// <summary>Reads the graphs of repositories: from a snapshot file, or from registries.</summary>
internal static class GraphReading
{
    private const int MostNamed = 10;
    private const int MostCharacters = 60;

    /// <summary>The graphs of a snapshot file.</summary>
    /// <param name="context">The command.</param>
    /// <param name="written">The file as written.</param>
    /// <param name="targets">What is wanted of it, each with the folder that the
    /// path of a layout starts from: one that matches nothing is told.</param>
    /// <exception cref="CliException">It cannot be read.</exception>
    public static IReadOnlyList<DigestGraph> ReadSnapshot(
        CommandContext context,
        string written,
        IEnumerable<(PolicyTarget Target, string Folder)> targets
    )
    {
        var graphs = ReadSnapshot(context, written);
        PolicyTarget[] wanted = [.. targets.Select(t => SnapshotLayouts.Find(t.Target, t.Folder, context.Directory, graphs))];
        PolicyTarget[] missed = [.. wanted.Where(t => !graphs.Any(g => t.Covers(g.Info.Registry, g.Info.Name)))];
        if (wanted.Length > 0 && missed.Length == wanted.Length)
        {
            throw new CliException(
                ExitCode.Incomplete,
                $"No repository of the snapshot '{written}' matches "
                    + $"{ShortList.Of(wanted.Select(t => $"'{t}'"), MostNamed)}. "
                    + $"{Content(graphs)}"
            );
        }

        foreach (var target in missed)
        {
            context.Messages.Warning($"The target '{target}' matches no repository of the snapshot.");
        }

        return graphs;
    }

    /// <summary>The facts of a snapshot file; none where it is a pipe, which can be read only once.</summary>
    /// <exception cref="CliException">It cannot be read.</exception>
    public static IReadOnlyList<SnapshotFact> ReadFacts(CommandContext context, string written) =>
        Read(context, written, static file => file.CanSeek ? SnapshotReader.ReadFacts(file) : []);

    /// <summary>Reads registries.</summary>
    /// <param name="context">The command.</param>
    /// <param name="sources">How registries are reached.</param>
    /// <param name="targets">The targets, each with the folder that the path of a layout starts from.</param>
    /// <param name="guide">Says what is needed.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <param name="again">The repository that is read again before it is changed; null for the first reading.</param>
    public static Task<(IReadOnlyList<DigestGraph> Graphs, bool IsIncomplete)> ReadRegistriesAsync(
        CommandContext context,
        SourceOptions sources,
        IReadOnlyList<(PolicyTarget Target, string Folder)> targets,
        IResolutionGuide guide,
        CancellationToken cancellationToken,
        string? again = null
    ) => ReadRegistriesAsync(context, sources, targets, _ => Task.FromResult(guide), cancellationToken, again: again);

    /// <summary>Reads registries.</summary>
    /// <param name="context">The command.</param>
    /// <param name="sources">How registries are reached.</param>
    /// <param name="targets">The targets, each with the folder that the path of a layout starts from.</param>
    /// <param name="createGuide">Is told of the repositories before they are read, and says what is needed of them.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <param name="owners">The targets of each policy: one that means no
    /// repository at all is not read completely (semantics.md#applying).</param>
    /// <param name="narrow">Says which of the repositories are wanted; null for all.</param>
    /// <param name="again">The repository that is read again before it is changed; null for the first reading.</param>
    /// <returns>The graphs, and whether a registry could not be listed, so that repositories may be missing.</returns>
    public static async Task<(IReadOnlyList<DigestGraph> Graphs, bool IsIncomplete)> ReadRegistriesAsync(
        CommandContext context,
        SourceOptions sources,
        IReadOnlyList<(PolicyTarget Target, string Folder)> targets,
        Func<IReadOnlyCollection<RepositoryRequest>, Task<IResolutionGuide>> createGuide,
        CancellationToken cancellationToken,
        IReadOnlyList<(string Name, IReadOnlyList<PolicyTarget> Targets)>? owners = null,
        Func<IReadOnlyCollection<RepositoryRequest>, IReadOnlyCollection<RepositoryRequest>>? narrow = null,
        string? again = null
    )
    {
        using var progress = new ProgressReport(context.Messages, context.Environment) { Again = again };
        var clients = new ClientPool(sources.Create(context, progress));
        await using (clients.ConfigureAwait(false))
        {
            var resolver = new TargetResolver(clients, context.Messages);
            foreach (var (target, folder) in targets)
            {
                await resolver.AddAsync(target, folder, cancellationToken).ConfigureAwait(false);
            }

            var requests = narrow is null ? resolver.Requests : narrow(resolver.Requests);
            var guide = await createGuide(requests).ConfigureAwait(false);
            progress.Begin(requests.Count);
            var graphs = await RepositoryReading
                .ReadAsync(
                    requests,
                    clients,
                    sources.Concurrency(context.Parsed),
                    static () => new DigestGraphBuilder(),
                    guide,
                    static (builder, info) => builder.Build(info),
                    progress,
                    cancellationToken
                )
                .ConfigureAwait(false);
            LargeReading.EndStep();
            return (graphs, TellEmpty(context, resolver, owners ?? []) || resolver.IsIncomplete);
        }
    }

    private static bool TellEmpty(
        CommandContext context,
        TargetResolver resolver,
        IReadOnlyList<(string Name, IReadOnlyList<PolicyTarget> Targets)> owners
    )
    {
        var empty = owners.Where(owner => owner.Targets.Count > 0 && owner.Targets.All(resolver.Empty.Contains)).ToList();
        foreach (var (name, _) in empty)
        {
            context.Messages.Error(
                $"No target of {name} matches any repository. It may have been renamed or deleted, or the token may not have access."
            );
        }

        return empty.Count > 0;
    }

    private static string Content(DigestGraph[] graphs)
    {
        var names = ShortList.Of(graphs.Select(g => g.Info.FullName).Order(StringComparer.Ordinal), MostNamed);
        return graphs.Length == 0 ? "The snapshot contains no repository." : $"The snapshot contains: {names}.";
    }

    private static DigestGraph[] ReadSnapshot(CommandContext context, string written) => Read(context, written, file =>
        {
            DigestGraph[] graphs = [.. SnapshotReader.ReadGraphs(file, out var unknown, LargeReading.EndStep)];
            LargeReading.EndStep();
            if (unknown.Count > 0)
            {
                context.Messages.Warning(
                    $"The snapshot '{written}' has keys that are not known here, and they are skipped: "
                        + $"{ShortList.Of(unknown.Select(k => $"'{TerminalText.Escape(k, MostCharacters)}'"), MostNamed)}."
                );
            }

            return graphs;
        });

    private static T Read<T>(CommandContext context, string written, Func<Stream, T> read)
    {
        using var file = InputFile.Open(context.Directory.Resolve(written), written);
        try
        {
            return read(file);
        }
        catch (SnapshotFormatException e)
        {
            throw new CliException(ExitCode.Usage, $"The snapshot '{written}' cannot be used: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failed, $"The snapshot '{written}' cannot be read: {InputFile.Reason(e)}", e);
        }
    }
}
