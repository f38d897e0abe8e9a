using System.Collections.Immutable;
using PolicyEngine.Facts;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Facts.Deployments;
using PolicyEngine.Registry.Facts.Git;
using PolicyEngine.Registry.Facts.Kubernetes;
using PolicyEngine.Registry.Facts.PullRequests;

namespace PolicyEngine.Registry.Facts;

/// <summary>The kinds of sources of facts that there are. Thread-safe.</summary>
public static class FactSourceCatalog
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<IFactSource> All { get; } =
    [new PullRequestReader(), new GitReader(), new DeploymentReader(), new KubernetesReader()];

    /// <summary>Asks a source. An answer without any fact is a problem, unless the policy allows it.</summary>
    public static async Task<FactAnswer> ReadAsync(FactSource source, FactOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        var answer = await All.First(kind => kind.Kind == source.Kind).ReadAsync(source, options, cancellationToken).ConfigureAwait(false);
        return answer.For(source);
    }
}
