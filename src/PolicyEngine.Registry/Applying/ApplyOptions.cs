using PolicyEngine.Planning;
using PolicyEngine.Registry.Caching;

namespace PolicyEngine.Registry.Applying;

/// <summary>How a plan is carried out.</summary>
public sealed record ApplyOptions
{
    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>The most deletions of the run; null for no limit.</summary>
    public int? MaxDeletes { get; init; }

    /// <summary>The most deletions a minute, tags that are removed included; null for what the registry allows.</summary>
    public int? DeletesPerMinute { get; init; }

    /// <summary>The time after which nothing new is begun; null for no limit.</summary>
    public TimeSpan? TimeBudget { get; init; }

    /// <summary>Until when limits are waited for, however long a single wait
    /// takes; null to wait only for those that end within minutes.</summary>
    public DateTimeOffset? WaitUntil { get; init; }

    /// <summary>
    /// When repositories were served last: those that have waited longest come first,
    /// and one of which nothing is attempted waits on. Null for the order of the plan.
    /// </summary>
    public RememberedTimes? Served { get; init; }

    /// <summary>Plans a repository again when its plan is stale; null to refuse
    /// it. Null from it means that there is nothing to do any more.</summary>
    public Func<RepositoryPlan, CancellationToken, Task<RepositoryPlan?>>? Refresh { get; init; }

    /// <summary>Whether repositories that are as they were are planned again too, since
    /// what else the plan goes by has changed; needs <see cref="Refresh"/>.</summary>
    public bool PlansAnew { get; init; }

    /// <summary>
    /// Says in a sentence why the plan of a repository does not fit what is there; null where it
    /// does. Asked before anything is begun, where the plan was not made from the repository itself.
    /// </summary>
    public Func<RepositoryPlan, CancellationToken, Task<string?>>? Verify { get; init; }

    /// <summary>The directory of the locks that keep two applies on this machine apart; null for none.</summary>
    public string? LockDirectory { get; init; }

    /// <summary>Is told of progress. Called from any thread.</summary>
    public Action<ApplyProgress>? Progress { get; init; }

    /// <summary>Receives one line a time about waits that people notice; <see cref="Log"/> by default. Called from any thread.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>Receives one line a time about waits and retries. Called from any thread.</summary>
    public Action<string>? Log { get; init; }
}

/// <summary>How far an apply is.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Done">The steps that are settled.</param>
/// <param name="Total">All steps of the repository.</param>
/// <param name="Remaining">The time that the rest will take as far as can be said; null while that is not known.</param>
public readonly record struct ApplyProgress(string Repository, int Done, int Total, TimeSpan? Remaining);
