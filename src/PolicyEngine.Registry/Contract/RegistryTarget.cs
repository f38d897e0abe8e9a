using PolicyEngine.Oci;

namespace PolicyEngine.Registry.Contract;

/// <summary>Where a registry is.</summary>
public sealed record RegistryTarget
{
    /// <summary>The provider's name: <c>ghcr</c>, <c>oci</c> or <c>oci-layout</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>What is known of the provider's registries.</summary>
    public RegistryKind Kind => RegistryKind.Of(Provider);

    /// <summary>The registry as users name it: <c>host[:port]</c>; for <c>oci-layout</c> the literal <c>oci-layout</c>.</summary>
    public required string Registry { get; init; }

    /// <summary>The base URL, when it is not <c>https://</c> and the registry's
    /// name. http only for loopback or with <see cref="Insecure"/>.</summary>
    public Uri? Url { get; init; }

    /// <summary>The base URL of GitHub's REST API (ghcr only).</summary>
    public Uri? ApiUrl { get; init; }

    /// <summary>Whether http to other hosts than loopback was declared.</summary>
    public bool Insecure { get; init; }

    /// <summary>The directory of an OCI image layout (oci-layout only), absolute.</summary>
    public string? LayoutPath { get; init; }

    /// <summary>The directory as users wrote it (oci-layout only): the repository's
    /// name in plans and reports. <see cref="LayoutPath"/> by default.</summary>
    public string? LayoutName { get; init; }
}
