using PolicyEngine.Oci;

namespace PolicyEngine.Registry.Contract;

/// <summary>Reading without narrowing: everything that there is.</summary>
public static class RegistryClientExtensions
{
    /// <summary>The names of all repositories that the registry lists, in ordinal order. GitHub has no such list.</summary>
    /// <exception cref="RegistryException">The registry cannot list, refuses, or cannot be reached.</exception>
    public static Task<IReadOnlyList<string>> ListRepositoriesAsync(this IRegistryClient client, CancellationToken cancellationToken) =>
        client.ListRepositoriesAsync("**", cancellationToken);

    /// <summary>Reads one repository whole, configs included. See <see cref="IRegistryClient.ReadRepositoryAsync"/>.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Task<RepositoryInfo> ReadRepositoryAsync(
        this IRegistryClient client,
        string repository,
        IManifestSink sink,
        CancellationToken cancellationToken
    ) => client.ReadRepositoryAsync(repository, sink, new WholeRepositoryGuide(needsConfigs: true), cancellationToken);
}
