using System.Collections.Concurrent;
using k8s;
using PolicyEngine.Facts;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Text;
using Client = k8s.Kubernetes;

namespace PolicyEngine.Registry.Facts.Kubernetes;

/// <summary>Reads the images that clusters run, or would run. Thread-safe.</summary>
internal sealed class KubernetesReader : IFactSource
{
    private const int MostClusters = 4;
    private const int MostNamed = 5;

    /// <inheritdoc/>
    public string Kind => ClusterSource.Keyword;

    /// <inheritdoc/>
    public async Task<FactAnswer> ReadAsync(FactSource source, FactOptions options, CancellationToken cancellationToken)
    {
        var wanted = (ClusterSource)source;
        var facts = new UsedImages { Source = "the clusters of the kubeconfig", TakenAt = options.Registry.Clock.GetUtcNow() };
        try
        {
            var clusters = ClusterAccess.Of(wanted, options.Registry);
            facts = facts with
            {
                Source =
                    (clusters.Length == 1 ? "the cluster of the context " : "the clusters of the contexts ")
                    + ShortList.Of(clusters.Select(cluster => $"'{Redaction.Show(cluster.Name, 100)}'"), MostNamed),
            };
            var found = new ConcurrentBag<UsedImage>();
            var problems = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
            var empty = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = MostClusters, CancellationToken = cancellationToken };
            await Parallel
                .ForEachAsync(clusters, parallel, async (cluster, token) =>
                {
                    var images = new HashSet<UsedImage>();
                    if (await FindProblemAsync(cluster, images, options, token).ConfigureAwait(false) is { } problem)
                    {
                        problems[cluster.Name] = problem;
                    }
                    else if (images.Count == 0)
                    {
                        empty[cluster.Name] =
                            $"nothing runs in the cluster of the context '{Redaction.Show(cluster.Name)}'. If that is so, set "
                            + "'allow-empty: true'";
                    }

                    foreach (var image in images)
                    {
                        found.Add(image);
                    }
                })
                .ConfigureAwait(false);
            return facts with
            {
                Images =
                [
                    .. found.OrderBy(image => image.Text, StringComparer.Ordinal).ThenBy(image => image.Place, StringComparer.Ordinal),
                ],
                Problem = Unknown(problems),
                EmptyPart = Unknown(empty),
            };
        }
        catch (RegistryException e)
        {
            return facts with { Problem = $"What runs in Kubernetes is unknown: {e.Message.TrimEnd('.')}." };
        }
    }

    /// <summary>That it is unknown what runs, by the first cluster that says why; null where none does.</summary>
    private static string? Unknown(ConcurrentDictionary<string, string> causes) =>
        causes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value).FirstOrDefault() is { } first
            ? $"What runs in Kubernetes is unknown: {first.TrimEnd('.')}{(causes.Count == 1 ? "" : $" (and {causes.Count - 1} more)")}."
            : null;

    private static async Task<string?> FindProblemAsync(
        ClusterAccess cluster,
        HashSet<UsedImage> images,
        FactOptions options,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var client = await ConnectAsync(cluster, options, cancellationToken).ConfigureAwait(false);
            await new Cluster(client, cluster.Name, options.Registry, options.Patience)
                .AddImagesAsync(images, cancellationToken)
                .ConfigureAwait(false);
            return null;
        }
        catch (RegistryException e)
        {
            return e.Message;
        }
    }

    /// <summary>The library waits for programs that log in: on a thread of its own, and not for ever.</summary>
    private static async Task<Client> ConnectAsync(ClusterAccess cluster, FactOptions options, CancellationToken cancellationToken)
    {
        try
        {
            KubernetesClientConfiguration.ExecTimeout = options.Patience;
            var config = await Task.Run(cluster.Find, cancellationToken)
                .WaitAsync(options.Patience + options.Patience, options.Registry.Clock, cancellationToken)
                .ConfigureAwait(false);
            return new Client(config);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw cluster.Problem(e, options.Patience);
        }
    }
}
