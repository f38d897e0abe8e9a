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

    private static ClusterAccess Of(K8SConfiguration[] configs, string name)
    {
        K8SConfiguration[] ways = [.. WaysOf(configs, name)];
        if (ways.Length == 0)
        {
            var known = configs.SelectMany(other => other.Contexts ?? []).Select(other => $"'{Redaction.Show(other.Name, 100)}'");
            throw new RegistryException(
                $"the kubeconfig does not have the context '{Redaction.Show(name, 100)}', but {Text.ShortList.Of(known, 10)}"
            );
        }

        if (ways.DistinctBy(ContentOf, StringComparer.Ordinal).Count() > 1)
        {
            throw new RegistryException(
                $"the kubeconfig has the context '{Redaction.Show(name, 100)}' more than once, with different clusters or users: "
                    + "give each its own name"
            );
        }

        return new ClusterAccess(
            name,
            () => KubernetesClientConfiguration.BuildConfigFromConfigObject(ways[0], name),
            ways[0].Users.FirstOrDefault()?.UserCredentials?.ExternalExecution?.Command
        );
    }

    /// <summary>All that a context may mean. Its cluster and its user stand in its own file, or else in any other.</summary>
    private static IEnumerable<K8SConfiguration> WaysOf(K8SConfiguration[] configs, string name) =>
        from config in configs
        from context in config.Contexts ?? []
        where context.Name == name
        from cluster in OwnOrAny(config, configs, other => (other.Clusters ?? []).Where(c => c.Name == context.ContextDetails?.Cluster))
            .DefaultIfEmpty()
        from user in OwnOrAny(config, configs, other => (other.Users ?? []).Where(u => u.Name == context.ContextDetails?.User))
            .DefaultIfEmpty()
        select new K8SConfiguration
        {
            FileName = config.FileName,
            Contexts = [context],
            Clusters = cluster is null ? [] : [cluster],
            Users = user is null ? [] : [user],
        };

    private static IEnumerable<T> OwnOrAny<T>(K8SConfiguration own, K8SConfiguration[] all, Func<K8SConfiguration, IEnumerable<T>> find) =>
        find(own).Any() ? find(own) : all.SelectMany(find);

    /// <summary>What tells a way from another. It holds secrets.</summary>
    private static string ContentOf(K8SConfiguration way)
    {
        var cluster = way.Clusters.FirstOrDefault()?.ClusterEndpoint;
        var user = way.Users.FirstOrDefault()?.UserCredentials;
        var program = user?.ExternalExecution;
        return string.Join(
            '\0',
            [
                cluster?.Server,
                cluster?.TlsServerName,
                user?.UserName,
                user?.Password,
                user?.Token,
                user?.ClientCertificateData,
                PathOf(user?.ClientCertificate),
                user?.ClientKeyData,
                PathOf(user?.ClientKey),
                user?.Impersonate,
                user?.AuthProvider?.Name,
                .. Sorted(user?.AuthProvider?.Config),
                program?.Command,
                .. program?.Arguments ?? [],
                .. (program?.EnvironmentVariables ?? []).SelectMany(Sorted),
            ]
        );

        string? PathOf(string? file) => file is null ? null : Path.Combine(Path.GetDirectoryName(way.FileName) ?? "", file);

        static IEnumerable<string> Sorted(IDictionary<string, string>? pairs) =>
            pairs is null ? [] : pairs.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal);
    }

    private static K8SConfiguration Load(FileInfo file)
    {
        try
        {
            var config = KubernetesClientConfiguration.LoadKubeConfig(file);
            return
                config is not null
                && (config.Contexts ?? []).All(context => context is { Name: not null })
                && (config.Clusters ?? []).All(cluster => cluster is not null)
                && (config.Users ?? []).All(user => user is not null)
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
            FileInfo[] files =
            [
                .. variable
                    .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    .Select(path => new FileInfo(path)),
            ];

            // kubectl passes over a missing file. Nobody knows the clusters that it would name.
            return Array.Find(files, file => !file.Exists) is { } missing
                ? throw new RegistryException($"{ConfigVariable} names the file '{Show([missing])}', which does not exist")
                : files;
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
