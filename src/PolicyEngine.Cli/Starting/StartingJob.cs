namespace PolicyEngine.Cli.Starting;

/// <summary>Whether what runs a policy works in a folder. Immutable.</summary>
/// <param name="Name">The name of what runs the policy; null where nothing is written.</param>
/// <param name="Problem">Why nothing is written, as a sentence; null where it is.</param>
internal sealed record StartingJob(string? Name, string? Problem)
{
    private const string Others =
        "'--ci gitlab', '--ci cron' and '--ci kubernetes' write what runs the policy elsewhere, '--ci github' writes the workflow anyway.";

    /// <summary>Decides it.</summary>
    /// <param name="place">Where the folder lies.</param>
    /// <param name="root">The root of the repository, as it is shown.</param>
    /// <param name="wanted">What runs the policy.</param>
    /// <param name="isWantedSaid">Whether the command line says so.</param>
    /// <param name="isTargetSaid">Whether the command line names a target.</param>
    /// <param name="own">The package of this repository on GitHub; null where it is not known.</param>
    public static StartingJob Decide(GitPlace place, string? root, string wanted, bool isWantedSaid, bool isTargetSaid, string? own)
    {
        var isWorkflow = wanted == StarterFiles.GitHub;
        if (place is { Root: not null, IsRoot: false } && StarterFiles.BelongsToRoot(wanted))
        {
            return new StartingJob(
                null,
                $"{(isWorkflow ? "No workflow" : "No job")} was written: it works only in the root of the repository. Run "
                    + $"'policyengine init' in '{root}' to write one."
            );
        }

        if (!isWorkflow || isWantedSaid || own is not null)
        {
            return new StartingJob(wanted, null);
        }

        return place switch
        {
            { Remote: not null } => new StartingJob(
                null,
                $"No workflow was written: the remote of the repository is not on GitHub. {Others}"
            ),
            _ when isTargetSaid => new StartingJob(wanted, null),
            { Root: null } => new StartingJob(null, $"No workflow was written: the folder is not in a git repository. {Others}"),
            _ => new StartingJob(null, $"No workflow was written: the repository has no remote. {Others}"),
        };
    }
}
