using PolicyEngine.Cli.Policies;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Policies;

namespace PolicyEngine.Cli.Planning;

/// <summary>What is known before registries are read: all that a plan is made of but the repositories. Immutable.</summary>
/// <param name="Policies">The policies, for the targets of the run.</param>
/// <param name="Now">The one now.</param>
/// <param name="Options">What planning needs beside them.</param>
internal sealed record PlanBasis(PolicySet Policies, DateTimeOffset Now, PlanOptions Options)
{
    /// <summary>Reads all repositories of the run, where they decide about one of them; null where there are none.</summary>
    public Func<Task<(IReadOnlyList<DigestGraph> Graphs, bool IsIncomplete)>>? ReadRun { get; init; }

    /// <summary>The compiled policies.</summary>
    public PolicyCompilation Compilation => Policies.Compilation;

    /// <summary>Whether a policy is for a repository.</summary>
    public bool Covers(RepositoryInfo repository) =>
        Compilation.Policies.Any(policy => !policy.Targets.IsEmpty && policy.Covers(repository.Registry, repository.Name));
}
