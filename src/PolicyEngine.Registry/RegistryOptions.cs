namespace PolicyEngine.Registry;

/// <summary>What reading a registry needs from outside.</summary>
public sealed record RegistryOptions
{
    /// <summary>The clock, for token lifetimes and waits.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Reads an environment variable; null where it is not set. Credentials come from here.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>The greatest number of requests in flight per registry. 1 to 100; 16 by default.</summary>
    public int Concurrency { get; init; } = 16;

    /// <summary>The time one request may take, its body included. 100 seconds by default.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>How often a request is tried in all when it fails for a passing reason. 1 to 10; 5 by default.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>The directory of the digest-keyed cache of documents, absolute; null for no cache. Any number of processes may share it.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>Receives one line a time about waits and retries, for <c>--verbose</c>; never holds a secret. Called from any thread.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>Is told of progress (requests done, manifests known). Called from any thread.</summary>
    public Action<ReadProgress>? Progress { get; init; }
}

/// <summary>How far the reading of a repository is.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Requests">The requests answered so far.</param>
/// <param name="Manifests">The manifests known so far.</param>
public readonly record struct ReadProgress(string Repository, int Requests, int Manifests);
