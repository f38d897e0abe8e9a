using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Providers;

namespace PolicyEngine.Cli.Targets;

/// <summary>What keeps documents in registries, each opened once. Thread-safe.</summary>
internal sealed class ArtifactStores(RegistryOptions options) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RegistryTarget, IArtifactStore?> _stores = [];

    /// <summary>That of the registry of a repository; null where it keeps none.</summary>
    /// <exception cref="RegistryException">It cannot be spoken to as asked.</exception>
    public IArtifactStore? Of(RepositoryRequest request)
    {
        lock (_gate)
        {
            return _stores.TryGetValue(request.Registry, out var open)
                ? open
                : _stores[request.Registry] = ProviderCatalog.Find(request.Registry.Provider)?.OpenArtifacts(request.Registry, options);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores.Values.OfType<IArtifactStore>())
        {
            await store.DisposeAsync().ConfigureAwait(false);
        }
    }
}
