using System.Collections.Immutable;
using System.Globalization;
using k8s;
using k8s.KubeConfigModels;
using PolicyEngine.Facts;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Facts.Kubernetes;

/// <summary>A way into a cluster. Immutable.</summary>
/// <param name="Name">The name of its context.</param>
/// <param name="Find">Finds the way in; may run a program that logs in, and may block.</param>
/// <param name="Program">That program; null where there is none.</param>
internal sealed record ClusterAccess(string Name, Func<KubernetesClientConfiguration> Find, string? Program)
{
    private const string ConfigVariable = "KUBECONFIG";
    private const string HostVariable = "KUBERNETES_SERVICE_HOST";

    /// <summary>The contexts that a policy names, or all of them; inside of a cluster without a kubeconfig the cluster itself.</summary>
    /// <exception cref="RegistryException">There is no kubeconfig, it cannot be read, or it does not have a context.</exception>
    public static ImmutableArray<ClusterAccess> Of(ClusterSource source, RegistryOptions options)
    {
        var files = FilesOf(options);
        var isInside = options.Environment(HostVariable) is { Length: > 0 };
        if (files.Length == 0)
        {
            return isInside && source.Contexts.All(context => context is ClusterSource.AllContexts or ClusterSource.InCluster)
                ? [Inside]
                : throw new RegistryException(
                    $"no kubeconfig was found (~/.kube/config, or what {ConfigVariable} names), "
                        + (isInside ? "and here only the context 'in-cluster' is known" : "and the program does not run in a cluster")
                );
        }

        K8SConfiguration[] configs = [.. files.Select(Load)];
        string[] all =
        [
            .. configs.SelectMany(config => config.Contexts ?? []).Select(context => context.Name).Distinct(StringComparer.Ordinal),
        ];
        var found = ImmutableArray.CreateBuilder<ClusterAccess>();
        foreach (var wanted in source.Contexts.Distinct(StringComparer.Ordinal))
        {
            string[] names = wanted == ClusterSource.AllContexts ? all : [wanted];
            if (names.Length == 0)
            {
                throw new RegistryException($"the kubeconfig '{Show(files)}' has no context");
            }

            found.AddRange(
                wanted == ClusterSource.InCluster && isInside && !all.Contains(wanted) ? [Inside] : names.Select(name => Of(configs, name))
            );
        }

        return [.. found.DistinctBy(access => access.Name)];
    }

    private static ClusterAccess Inside { get; } = new(ClusterSource.InCluster, KubernetesClientConfiguration.InClusterConfig, null);

    /// <summary>
    /// A context, with its cluster and its user, which may stand in other files: the first of each name counts, as for kubectl.
    /// </summary>
    private static ClusterAccess Of(K8SConfiguration[] configs, string name)
    {
        var config = Array.Find(configs, config => config.Contexts?.Any(context => context.Name == name) ?? false);
        if (config is null)
        {
            var known = configs.SelectMany(other => other.Contexts ?? []).Select(other => $"'{Redaction.Show(other.Name, 100)}'");
            throw new RegistryException(
                $"the kubeconfig does not have the context '{Redaction.Show(name, 100)}', but {Text.ShortList.Of(known, 10)}"
            );
        }

        var context = config.Contexts.First(context => context.Name == name);
        var clusters = configs
            .SelectMany(other => other.Clusters ?? [])
            .Where(cluster => cluster.Name == context.ContextDetails?.Cluster)
            .Take(1);
        var user = configs.SelectMany(other => other.Users ?? []).FirstOrDefault(user => user.Name == context.ContextDetails?.User);
        var own = new K8SConfiguration
        {
            FileName = config.FileName,
            Contexts = [context],
            Clusters = [.. clusters],
            Users = user is null ? [] : [user],
        };
        return new ClusterAccess(
            name,
            () => KubernetesClientConfiguration.BuildConfigFromConfigObject(own, name),
            user?.UserCredentials?.ExternalExecution?.Command
        );
    }

    private static K8SConfiguration Load(FileInfo file)
    {
        try
        {
            var config = KubernetesClientConfiguration.LoadKubeConfig(file);
            return config is not null && (config.Contexts ?? []).All(context => context is { Name: not null })
                ? config
                : throw new RegistryException($"the kubeconfig '{Show([file])}' is not valid");
        }
        catch (Exception e) when (e is not RegistryException and not OperationCanceledException)
        {
            // Its text may hold secrets.
            throw new RegistryException(
                $"the kubeconfig '{Show([file])}' cannot be read: "
                    + $"{(e is IOException or UnauthorizedAccessException ? "it cannot be opened" : "it is not a valid kubeconfig")}",
                innerException: e
            );
        }
    }

    private static string Show(FileInfo[] files) =>
        Redaction.Show(string.Join(Path.PathSeparator, files.Select(file => file.FullName)), 300);

    private static FileInfo[] FilesOf(RegistryOptions options)
    {
        if (options.Environment(ConfigVariable) is { Length: > 0 } variable)
        {
            // As kubectl does: names of files that do not exist are passed over.
            return
            [
                .. variable
                    .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    .Where(File.Exists)
                    .Select(path => new FileInfo(path)),
            ];
        }

        var home = options.Environment(OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME");
        return home is { Length: > 0 } && Path.Combine(home, ".kube", "config") is var path && File.Exists(path)
            ? [new FileInfo(path)]
            : [];
    }

    /// <summary>Why the way in cannot be found, as the end of a sentence.</summary>
    /// <param name="e">What went wrong.</param>
    /// <param name="patience">How long a program may take.</param>
    public RegistryException Problem(Exception e, TimeSpan patience)
    {
        var isLate = e is TimeoutException || e.Message.Contains("due to timeout", StringComparison.Ordinal);
        var seconds = patience.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
        var why =
            Program is { } program
                ? $"the program '{Redaction.Show(program)}' that logs in "
                    + (isLate ? $"did not end within {seconds} seconds" : "failed, or did not print a credential")
            : isLate ? $"its kubeconfig was not understood within {seconds} seconds"
            : "its cluster, its user or a file that it names is missing or invalid in the kubeconfig";
        return new RegistryException($"the context '{Redaction.Show(Name)}' cannot be used: {why}", innerException: e);
    }
}
