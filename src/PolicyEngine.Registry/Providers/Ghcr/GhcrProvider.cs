using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>GitHub Container Registry, on GitHub.com and on Enterprise Server:
/// versions from the REST API, manifests from the registry. Thread-safe.</summary>
internal sealed class GhcrProvider : IRegistryProvider
{
    /// <inheritdoc/>
    public RegistryKind Kind => RegistryKind.Ghcr;

    /// <inheritdoc/>
    /// <exception cref="RegistryException">One of the target's two URLs cannot be used.</exception>
    public IRegistryClient Open(RegistryTarget target, RegistryOptions options) => new GhcrRegistryClient(target, options);

    /// <inheritdoc/>
    /// <exception cref="RegistryException">One of the target's two URLs, or the package's name, cannot be used.</exception>
    public IRegistryWriter OpenWriter(RegistryTarget target, RegistryOptions options, string repository, string? blobFolder) =>
        new GhcrWriter(target, options, repository);

    /// <inheritdoc/>
    /// <exception cref="RegistryException">One of the target's two URLs cannot be used.</exception>
    public IArtifactStore? OpenArtifacts(RegistryTarget target, RegistryOptions options) => new GhcrArtifacts(target, options);
}
