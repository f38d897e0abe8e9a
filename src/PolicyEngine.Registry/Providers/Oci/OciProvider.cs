using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Distribution;

namespace PolicyEngine.Registry.Providers.Oci;

/// <summary>Any registry that speaks the OCI distribution-spec 1.1 (CNCF
/// Distribution, Harbor, zot, GitLab, Quay and so on). Thread-safe.</summary>
internal sealed class OciProvider : IRegistryProvider
{
    /// <inheritdoc/>
    public RegistryKind Kind => RegistryKind.Oci;

    /// <inheritdoc/>
    /// <exception cref="RegistryException">The target's URL cannot be used.</exception>
    public IRegistryClient Open(RegistryTarget target, RegistryOptions options) =>
        new OciRegistryClient(OciConnection.Open(target, options, []));

    /// <inheritdoc/>
    /// <exception cref="RegistryException">The target's URL, or the repository's name, cannot be used.</exception>
    public IRegistryWriter OpenWriter(RegistryTarget target, RegistryOptions options, string repository, string? blobFolder) =>
        new OciWriter(OciConnection.Open(target, options, []), repository);

    /// <inheritdoc/>
    /// <exception cref="RegistryException">The target's URL cannot be used.</exception>
    public IArtifactStore? OpenArtifacts(RegistryTarget target, RegistryOptions options) =>
        new RegistryArtifacts(OciConnection.Open(target, options, []));
}
