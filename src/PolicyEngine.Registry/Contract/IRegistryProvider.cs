using PolicyEngine.Oci;

namespace PolicyEngine.Registry.Contract;

/// <summary>A kind of registry: the seam behind which all I/O lies. Listed in <c>ProviderCatalog</c>. Thread-safe.</summary>
public interface IRegistryProvider
{
    /// <summary>What is known of its registries, with the name in policies, plans and on the command line.</summary>
    RegistryKind Kind { get; }

    /// <summary>Opens a registry. Does no I/O yet.</summary>
    IRegistryClient Open(RegistryTarget target, RegistryOptions options);

    /// <summary>Opens the writing side of one repository, on connections of its own. Does no I/O yet.</summary>
    /// <param name="target">The registry.</param>
    /// <param name="options">What it needs from outside.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="blobFolder">
    /// Where a provider that removes blobs itself (layouts) keeps them, so that they can be brought back; null to remove them for good.
    /// </param>
    IRegistryWriter OpenWriter(RegistryTarget target, RegistryOptions options, string repository, string? blobFolder);

    /// <summary>Opens what keeps documents in the repositories of a registry, on connections of its own; null where there is no such thing,
    /// as by default. Does no I/O yet.</summary>
    /// <param name="target">The registry.</param>
    /// <param name="options">What it needs from outside.</param>
    IArtifactStore? OpenArtifacts(RegistryTarget target, RegistryOptions options) => null;
}

/// <summary>An open registry. Thread-safe; reading only.</summary>
public interface IRegistryClient : IAsyncDisposable
{
    /// <summary>The names of the repositories that the registry lists, in ordinal order.</summary>
    /// <param name="pattern">
    /// What they are wanted for, a glob. A provider may leave out what it does not match, and
    /// takes from it what narrows the listing: on GitHub the owner, which must be literal.
    /// </param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="RegistryException">The registry cannot list, refuses, or cannot be reached.</exception>
    Task<IReadOnlyList<string>> ListRepositoriesAsync(string pattern, CancellationToken cancellationToken);

    /// <summary>Reads one repository into <paramref name="sink"/>.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="sink">Takes the manifests, all at once at the end; those that nobody needed to read are marked as unread.</param>
    /// <param name="guide">Says what the decision needs to be read.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>
    /// What is to be said of it. A repository that could not be read completely is returned with <see cref="RepositoryInfo.Complete"/>
    /// false and a reason, whatever the sink received; so are a missing one and one without permission.
    /// </returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<RepositoryInfo> ReadRepositoryAsync(
        string repository,
        IManifestSink sink,
        IResolutionGuide guide,
        CancellationToken cancellationToken
    );
}
