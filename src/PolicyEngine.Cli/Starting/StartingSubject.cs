using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Planning;
using PolicyEngine.Cli.Reading;
using PolicyEngine.Cli.Running;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Policies;
using PolicyEngine.Starting;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Starting;

/// <summary>What a first policy is for. Immutable.</summary>
/// <param name="Target">The target of the command line; null for none.</param>
/// <param name="Own">The package of this repository on GitHub; null where it is not known.</param>
/// <param name="Snapshot">The snapshot file; null to ask the registry.</param>
/// <param name="Now">The one now.</param>
/// <param name="Folder">The folder of the policy, absolute: the paths of layouts in it start there.</param>
internal sealed record StartingSubject(string? Target, string? Own, string? Snapshot, DateTimeOffset Now, string Folder)
{
    private const int MostNamed = 10;
    private const int MostCharacters = 100;
    private const string GitHubRegistry = "ghcr.io";

    /// <summary>Looks at the images, where that can be done.</summary>
    /// <param name="context">The command.</param>
    /// <param name="sources">How registries are reached.</param>
    /// <param name="isOffline">Whether the registry is not asked; a snapshot is read in any case.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="CliException">The target or the snapshot cannot be used.</exception>
    public async Task<StartingLook> LookAsync(
        CommandContext context,
        SourceOptions sources,
        bool isOffline,
        CancellationToken cancellationToken
    )
    {
        string[] said = (Target ?? Own) is { } name ? [name] : [];
        var parsed = said.Select(TargetList.Parse).ToList();
        if (Snapshot is { } file)
        {
            return LookAt(context, file);
        }

        if (isOffline || parsed is not [var target])
        {
            return new StartingLook(Written(context, said), null, []);
        }

        context.Messages.Info($"Reading {said[0]} to see how its images are named.");
        var (graphs, problem) = await FirstLook.ReadAsync(context, sources, target, cancellationToken).ConfigureAwait(false);
        return problem is null
            ? Draft(context, graphs, Written(context, said), [])
            : new StartingLook(
                Written(context, said),
                null,
                [
                    $"The policy is one that is safe for any repository, as {said[0]} was not read: {problem} 'policyengine snapshot "
                        + $"{said[0]} --output state.json.gz' reads all of it, and 'policyengine init --snapshot state.json.gz "
                        + $"--force' writes a policy that fits it.",
                ]
            );
    }

    /// <summary>
    /// Targets as the policy names them: the command line's paths start from the current directory, those of a policy from its folder.
    /// </summary>
    private string[] Written(CommandContext context, string[] targets) =>
        [
            .. targets.Select(target =>
                TargetList.Parse(target).LayoutPath is { } path && !Path.IsPathRooted(path)
                    ? $"{TargetParser.Layout}:{Path.GetRelativePath(Folder, context.Directory.Resolve(path)).Replace('\\', '/')}"
                    : target
            ),
        ];

    private StartingLook LookAt(CommandContext context, string file)
    {
        var graphs = GraphReading.ReadSnapshot(
            context,
            file,
            Target is null ? [] : [(TargetList.Parse(Target), context.Directory.FullPath)]
        );
        var target = Target is null ? null : TargetList.Parse(Target);
        var own = Own is null ? null : TargetList.Parse(Own);
        bool IsMeant(DigestGraph graph) =>
            target is null || target.Covers(graph.Info.Registry, graph.Info.Name) || target.LayoutPath is not null;
        graphs = [.. graphs.Where(IsMeant)];
        if (target is null && own is not null && graphs.Any(graph => own.Covers(graph.Info.Registry, graph.Info.Name)))
        {
            graphs = [.. graphs.Where(graph => own.Covers(graph.Info.Registry, graph.Info.Name))];
        }

        if (graphs.Sum(graph => graph.PresentCount) == 0)
        {
            throw CliException.Usage($"The snapshot '{file}' has no images.");
        }

        var problems = new List<string>();
        var incomplete = graphs.Where(graph => !graph.Info.Complete).Select(graph => graph.Info.FullName).ToList();
        if (incomplete.Count > 0)
        {
            graphs = [.. graphs.Where(graph => graph.Info.Complete)];
            problems.Add($"The snapshot does not have all of {ShortList.Of(incomplete, MostNamed)}, which the policy is not written for.");
        }

        string[] targets = Target is not null
            ? [.. Written(context, [Target])]
            :
            [
                .. graphs
                    .Select(graph => graph.Info)
                    .Where(info => IsTarget(info, own?.NamedRepositories is [var name] ? name : null))
                    .Select(info => info.FullName),
            ];
        var strangers = Target is not null
            ? []
            : graphs.Select(graph => graph.Info.FullName).Except(targets, StringComparer.Ordinal).ToList();
        if (strangers.Count > 0)
        {
            problems.Add(
                $"Not written as targets: "
                    + $"{ShortList.Of(strangers.Select(stranger => TerminalText.Escape(stranger, MostCharacters)), MostNamed)}. Name "
                    + $"what is yours with --target."
            );
        }

        // Where some of them are ours, the policy fits those.
        graphs =
            targets.Length > 0 && strangers.Count > 0
                ? [.. graphs.Where(graph => targets.Contains(graph.Info.FullName, StringComparer.Ordinal))]
                : graphs;
        return graphs.Count == 0 ? new StartingLook(targets, null, problems) : Draft(context, graphs, targets, problems);
    }

    /// <summary>
    /// Whether a policy may name a repository of a snapshot: it can be reached under its name, and on GitHub it is of the owner of this
    /// repository.
    /// </summary>
    private static bool IsTarget(RepositoryInfo info, string? own) =>
        !info.Kind.IsFolder
        && TargetParser.Parse(info.FullName, out _) is { NamedRepositories: [var name] }
        && name == info.Name
        && (own is null || info.Registry != GitHubRegistry || OwnerOf(info.Name) == OwnerOf(own));

    private static string OwnerOf(string name) => name.Split('/')[0].ToLowerInvariant();

    private StartingLook Draft(
        CommandContext context,
        IReadOnlyList<DigestGraph> graphs,
        IReadOnlyList<string> targets,
        IReadOnlyList<string> problems
    )
    {
        var draft = StarterDraft.Create(graphs, targets, Now);
        FoundLines.Write(context.Messages, graphs, draft);
        return new StartingLook(targets, draft, problems);
    }
}

/// <summary>What is known of the images that a first policy is for. Immutable.</summary>
/// <param name="Targets">The targets, as the policy names them; none where they are not known.</param>
/// <param name="Draft">The policy that fits the images; null where they were not looked at.</param>
/// <param name="Problems">What whoever reads should know, a sentence each.</param>
internal sealed record StartingLook(IReadOnlyList<string> Targets, StarterDraft? Draft, IReadOnlyList<string> Problems);
