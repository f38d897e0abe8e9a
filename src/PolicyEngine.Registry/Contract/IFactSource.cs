using PolicyEngine.Facts;

namespace PolicyEngine.Registry.Contract;

/// <summary>A kind of source of facts: one folder under <c>Facts</c>, and a line in its catalog. Thread-safe.</summary>
public interface IFactSource
{
    /// <summary>The keyword of the kind, as policies name it.</summary>
    string Kind { get; }

    /// <summary>Asks the source. What goes wrong is a problem of the answer; the source itself never fails.</summary>
    /// <param name="source">Which one.</param>
    /// <param name="options">What is needed from outside.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    Task<FactAnswer> ReadAsync(FactSource source, FactOptions options, CancellationToken cancellationToken);
}

/// <summary>What reading facts needs from outside.</summary>
public sealed record FactOptions
{
    /// <summary>How servers are reached, and the clock.</summary>
    public required RegistryOptions Registry { get; init; }

    /// <summary>The folder that paths in the policy start from, absolute.</summary>
    public required string Folder { get; init; }

    /// <summary>How long a cluster, or a program that logs in, may take to answer. 30 seconds by default.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The base URL of GitHub's REST API as the command line says it; null where it says nothing.</summary>
    public Uri? ApiUrl { get; init; }
}
