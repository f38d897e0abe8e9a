using PolicyEngine.Registry.Caching;

namespace PolicyEngine.Registry.Contract;

/// <summary>What reading a registry needs from outside.</summary>
public sealed record RegistryOptions
{
    /// <summary>The clock, for token lifetimes and waits.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Reads an environment variable; null where it is not set. Credentials come from here.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>
    /// Whether the user named the host of an address, as by an option: only there, and at GitHub's own hosts, go tokens of the environment.
    /// By default none is named.
    /// </summary>
    public Func<Uri, bool> IsNamedByUser { get; init; } = _ => false;

    /// <summary>The greatest number of requests in flight per registry. 1 to 100; 32 by default.</summary>
    public int Concurrency { get; init; } = 32;

    /// <summary>The time one request may take, its body included. 100 seconds by default.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>How often a request is tried in all when it fails for a passing reason. 1 to 10; 5 by default. Limits
    /// ("too many requests") are waited out beside that, up to ten minutes a request, except with 1.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>Until when limits are waited for, however long a single wait
    /// takes; null to wait only for those that end within minutes.</summary>
    public DateTimeOffset? WaitUntil { get; init; }

    /// <summary>When the time budget ends, beyond which no limit is waited for; null for no end.</summary>
    public RunDeadline? Deadline { get; init; }

    /// <summary>When repositories were last served; takes note of one of
    /// which a part was read, and the rest is left to the next run.</summary>
    public RememberedTimes? Served { get; init; }

    /// <summary>Whether what is read is changed in the same hour, so that
    /// requests are left for that where an API allows only so many.</summary>
    public bool LeavesForChanges { get; init; }

    /// <summary>The directory of the digest-keyed cache of documents, absolute;
    /// null for no cache. Any number of processes may share it.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>Receives one line a time about waits and retries, for
    /// <c>--verbose</c>; never holds a secret. Called from any thread.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>Is told of progress (requests done, manifests known). Called from any thread.</summary>
    public Action<ReadProgress>? Progress { get; init; }

    /// <summary>Is told what reading a repository will cost, before it is paid. Called from any thread.</summary>
    public Action<ReadEstimate>? Estimate { get; init; }

    /// <summary>Compares the clock with the registries'; null where it does not matter what the clock says.</summary>
    public ClockCheck? ClockCheck { get; init; }

    /// <summary>Is told, once, of what a user should know though the reading
    /// continues, as of a damaged cache. Called from any thread.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>Is told of waits of several seconds for a limit. Called from any thread, for one wait more than once.</summary>
    public Action<RegistryWait>? Waits { get; init; }

    /// <summary>When repositories were last served, as the cache remembers it.</summary>
    public RememberedTimes OpenServed() => RememberedTimes.OfRepositories(CacheDirectory, Clock, Log);

    /// <summary>When registries last refused to untag, as the cache remembers it.</summary>
    internal RememberedTimes OpenUntagRefusals() => RememberedTimes.OfUntagRefusals(CacheDirectory, Clock, Log);

    /// <summary>The cache of documents, opened on first use; null where none is named.</summary>
    internal Lazy<ManifestCache?> OpenCache() =>
        new(() => CacheDirectory is { } directory ? ManifestCache.Open(directory, Clock, Log, warn: Warn) : null);

    /// <summary>The longest single wait for a limit, where the user gave no time for waits.</summary>
    internal static readonly TimeSpan UsualWait = TimeSpan.FromMinutes(5);

    /// <summary>The longest single wait for a limit from now on.</summary>
    /// <param name="usual">What it is where the user gave no time for waits.</param>
    private TimeSpan LongestWait(TimeSpan usual) => WaitUntil - Clock.GetUtcNow() is { } left && left > usual ? left : usual;

    /// <summary>Whether a wait ends before the time budget does.</summary>
    internal bool IsInTime(TimeSpan wait) => Deadline?.Allows(wait) ?? true;

    /// <summary>Whether a single wait that an answer asks for is short enough.</summary>
    internal bool MayWait(TimeSpan wait) => wait <= LongestWait(UsualWait) && IsInTime(wait);
}

/// <summary>A wait for a limit.</summary>
/// <param name="Host">Whose limit it is, as host or host:port.</param>
/// <param name="Until">When requests continue.</param>
public readonly record struct RegistryWait(string Host, DateTimeOffset Until);

/// <summary>How far the reading of a repository is.</summary>
/// <param name="Registry">The registry.</param>
/// <param name="Repository">The repository.</param>
/// <param name="Requests">The requests that the registry has answered so far, for all its repositories.</param>
/// <param name="Manifests">The manifests of the repository known so far.</param>
/// <param name="Remaining">The requests of the repository still to come, as far as is known.</param>
public readonly record struct ReadProgress(string Registry, string Repository, int Requests, int Manifests, int Remaining = 0);
