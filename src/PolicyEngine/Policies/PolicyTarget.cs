using System.Collections.Immutable;
using PolicyEngine.Oci;
using PolicyEngine.Text;
using PolicyEngine.Values;

namespace PolicyEngine.Policies;

/// <summary>What a policy applies to: a registry and some of its repositories, or an OCI image layout. Immutable.</summary>
public sealed record PolicyTarget
{
    /// <summary>The registry: <c>host[:port]</c>, or <c>oci-layout</c>.</summary>
    public required string Registry { get; init; }

    /// <summary>The provider, given or inferred: <c>ghcr</c>, <c>oci</c> or <c>oci-layout</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>What is known of the provider's registries.</summary>
    public RegistryKind Kind => RegistryKind.Of(Provider);

    /// <summary>The repositories, by globs, as written.</summary>
    public required GlobList Repositories { get; init; }

    /// <summary>
    /// The repositories as the registry knows them: GitHub keeps names in lower case and takes any, so that <c>ghcr.io/ACME/Web</c> (what
    /// <c>${{ github.repository }}</c> may give) is <c>ghcr.io/acme/web</c>.
    /// </summary>
    public GlobList Names => RepositoryNames.Of(Repositories, Provider);

    /// <summary>The base URL, if it is not <c>https://</c> and the registry.</summary>
    public Uri? Url { get; init; }

    /// <summary>The base URL of GitHub's REST API (ghcr).</summary>
    public Uri? ApiUrl { get; init; }

    /// <summary>Whether http to other hosts than loopback was declared.</summary>
    public bool Insecure { get; init; }

    /// <summary>The directory of a layout as written, relative to the policy file; null for registries.</summary>
    public string? LayoutPath { get; init; }

    /// <summary>Where it stands; null when it came from the command line.</summary>
    public Location? Location { get; init; }

    /// <summary>The repositories that are named without a wildcard, so that no listing is needed; null where a listing is.</summary>
    public ImmutableArray<string>? NamedRepositories =>
        Names is { Included.IsEmpty: false } names && names.Included.All(p => p.IsLiteral)
            ? [.. names.Included.Select(p => p.Text).Where(names.IsMatch)]
            : null;

    /// <summary>Whether it applies to a repository.</summary>
    public bool Covers(string registry, string repository) =>
        string.Equals(registry, Registry, StringComparison.OrdinalIgnoreCase)
        && RepositoryNames.IsMatch(Repositories, Provider, LayoutPath is null ? repository : TargetParser.NormalizeLayout(repository));

    /// <inheritdoc/>
    public override string ToString() => LayoutPath is null ? $"{Registry}/{Repositories}" : $"{RegistryKind.LayoutName}:{LayoutPath}";
}
