using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Providers.OciLayout;

/// <summary>OCI image layout directories (OCI image-spec 1.1, image-layout.md), read as one repository each.</summary>
/// <remarks>
/// A layout has no push and pull times: images are as old as their configs say. The name of an entry of <c>index.json</c>
/// (<c>org.opencontainers.image.ref.name</c>) is its tag: see <see cref="RefName"/>. A layout that also is a <c>docker save</c> archive is
/// read, but never complete: its <c>manifest.json</c> holds on to blobs that no manifest lists.
/// </remarks>
public sealed class OciLayoutProvider : IRegistryProvider
{
    /// <inheritdoc/>
    public RegistryKind Kind => RegistryKind.OciLayout;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The target has no <see cref="RegistryTarget.LayoutPath"/>.</exception>
    public IRegistryClient Open(RegistryTarget target, RegistryOptions options)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(options);
        return target.LayoutPath is { Length: > 0 } path
            ? new OciLayoutClient(path, target.LayoutName ?? path, options)
            : throw new ArgumentException("An OCI image layout needs a directory.", nameof(target));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The target has no <see cref="RegistryTarget.LayoutPath"/>.</exception>
    public IRegistryWriter OpenWriter(RegistryTarget target, RegistryOptions options, string repository, string? blobFolder)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(options);
        return target.LayoutPath is { Length: > 0 } path
            ? new OciLayoutWriter(path, repository, options, blobFolder)
            : throw new ArgumentException("An OCI image layout needs a directory.", nameof(target));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The target has no <see cref="RegistryTarget.LayoutPath"/>.</exception>
    public IArtifactStore? OpenArtifacts(RegistryTarget target, RegistryOptions options)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(options);
        return target.LayoutPath is { Length: > 0 } path
            ? new LayoutArtifacts(path, options)
            : throw new ArgumentException("An OCI image layout needs a directory.", nameof(target));
    }
}
