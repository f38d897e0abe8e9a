using PolicyEngine.Snapshots;

namespace PolicyEngine.Registry;

/// <summary>A kind of registry: the seam behind which all I/O of reading lies. Listed in <c>ProviderCatalog</c>. Thread-safe.</summary>
public interface IRegistryProvider
{
    /// <summary>The name in policies, plans and on the command line: <c>ghcr</c>, <c>oci</c>, <c>oci-layout</c>.</summary>
    string Name { get; }

    /// <summary>Opens a registry. Does no I/O yet.</summary>
    IRegistryClient Open(RegistryTarget target, RegistryOptions options);
}

/// <summary>An open registry. Thread-safe; reading only.</summary>
public interface IRegistryClient : IAsyncDisposable
{
    /// <summary>The names of the repositories that the registry lists, in ordinal order.</summary>
    /// <exception cref="RegistryException">The registry cannot list, refuses, or cannot be reached.</exception>
    Task<IReadOnlyList<string>> ListRepositoriesAsync(CancellationToken cancellationToken);

    /// <summary>Reads one repository into <paramref name="sink"/>.</summary>
    /// <returns>
    /// What is to be said of it. A repository that could not be read whole is returned with <see cref="RepositoryInfo.Complete"/> false and
    /// a reason, whatever the sink received; so are a missing one and one without permission.
    /// </returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<RepositoryInfo> ReadRepositoryAsync(string repository, IManifestSink sink, CancellationToken cancellationToken);
}
