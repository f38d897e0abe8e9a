using System.Collections.Immutable;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Providers.Ghcr;
using PolicyEngine.Registry.Providers.Oci;
using PolicyEngine.Registry.Providers.OciLayout;

namespace PolicyEngine.Registry.Providers;

/// <summary>The kinds of registries that there are. Thread-safe.</summary>
public static class ProviderCatalog
{
    private static ImmutableArray<IRegistryProvider> s_all = [new GhcrProvider(), new OciProvider(), new OciLayoutProvider()];

    /// <summary>All of them.</summary>
    public static ImmutableArray<IRegistryProvider> All => s_all;

    /// <summary>Adds a program's own provider, with its kind; before the first policy is read.</summary>
    /// <exception cref="InvalidOperationException">Kinds were read already, or one has the name.</exception>
    public static void Add(IRegistryProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        RegistryKind.Add(provider.Kind);
        ImmutableInterlocked.Update(ref s_all, all => all.Add(provider));
    }

    /// <summary>The provider of a name, or null if there is none. Case counts.</summary>
    public static IRegistryProvider? Find(string name) => All.FirstOrDefault(provider => provider.Kind.Name == name);
}
