using PolicyEngine.Announcing;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Running;
using PolicyEngine.Cli.Targets;
using PolicyEngine.Planning;
using PolicyEngine.Policies;

namespace PolicyEngine.Cli.Planning;

/// <summary>The announcements of a run, and where they are kept between runs.</summary>
internal abstract class NoticePlace
{
    /// <summary>What earlier runs announced, as far as it was read, and for how long this one announces.</summary>
    public abstract Announcements Announcements { get; }

    /// <summary>Whether something could not be written down, and was not deleted for that.</summary>
    public bool HasFailed { get; protected set; }

    /// <summary>Finds it; null where nothing is announced, and nothing was.</summary>
    /// <param name="context">The command.</param>
    /// <param name="options">What the command line says.</param>
    /// <param name="sources">How registries are reached.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="journal">The journal as written; null where it is not named.</param>
    /// <exception cref="CliException">The file cannot be read, though it is there.</exception>
    public static NoticePlace? Find(
        CommandContext context,
        NoticeOptions options,
        SourceOptions sources,
        IReadOnlyCollection<Policy> policies,
        string? journal
    )
    {
        var isAnnounced = options.Rehearsal(context.Parsed) is not null || policies.Any(policy => policy.Settings.Announce is not null);
        return !options.IsInRegistry(context.Parsed)
                ? NoticeFile.Read(context, options, isAnnounced, sources.CacheDirectory(context), journal)
            : isAnnounced ? new RegistryNotices(context, sources, options.Rehearsal(context.Parsed))
            : null;
    }

    /// <summary>Reads what was announced in some repositories, before these are read.</summary>
    public virtual Task ReadAsync(IReadOnlyCollection<RepositoryRequest> requests, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>Sees whether another run has announced something since; for repositories that are planned again.</summary>
    public virtual Task ReadAgainAsync(IReadOnlyCollection<RepositoryRequest> requests, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>Writes down what a run announces. What cannot be written down is not deleted.</summary>
    /// <param name="plan">The plan of the run.</param>
    /// <param name="planAgain">Makes the plan again, by other announcements.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The plan that may be carried out.</returns>
    /// <exception cref="CliException">Nothing can be written at all.</exception>
    public abstract Task<Plan> WriteAsync(Plan plan, Func<Announcements, Plan> planAgain, CancellationToken cancellationToken);

    /// <summary>What happens where nothing was announced before, as the end of a sentence.</summary>
    protected static string Begins(CommandContext context) =>
        SourceOptions.AreChanged(context.Parsed)
            ? "what is to be deleted is announced from this run on"
            : "'run' announces what is to be deleted";
}
