using System.Collections.Immutable;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Providers.Ghcr;
using PolicyEngine.Registry.Providers.Oci;
using PolicyEngine.Registry.Providers.OciLayout;

namespace PolicyEngine.Registry.Providers;

/// <summary>The kinds of registries that there are. Thread-safe.</summary>
public static class ProviderCatalog
{
    /// <summary>All of them, in ordinal order of their names.</summary>
    public static ImmutableArray<IRegistryProvider> All { get; } =
    [
        new GhcrProvider(),
        new OciProvider(),
        new OciLayoutProvider(),
    ];

    /// <summary>The provider of a name, or null if there is none. Case counts.</summary>
    public static IRegistryProvider? Find(string name) => All.FirstOrDefault(provider => provider.Name == name);
}
