using PolicyEngine.Cli.Base;
using PolicyEngine.Registry.Caching;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Providers;

namespace PolicyEngine.Cli.Targets;

/// <summary>The open registries of a run, each opened once. Not thread-safe.</summary>
internal sealed class ClientPool(RegistryOptions options) : IAsyncDisposable
{
    private readonly Dictionary<RegistryTarget, IRegistryClient> _clients = [];

    /// <summary>When repositories were served last.</summary>
    public RememberedTimes Served { get; } = options.Served ?? options.OpenServed();

    /// <summary>The time.</summary>
    public DateTimeOffset Now => options.Clock.GetUtcNow();

    /// <summary>The client of a registry.</summary>
    /// <exception cref="CliException">It cannot be spoken to as asked.</exception>
    public IRegistryClient Open(RegistryTarget target)
    {
        if (_clients.TryGetValue(target, out var open))
        {
            return open;
        }

        var provider = ProviderCatalog.Find(target.Provider) ?? throw CliException.Usage($"'{target.Provider}' is not a known provider.");
        if (target is { Kind.IsFolder: true, LayoutPath: null })
        {
            throw CliException.Usage($"An OCI image layout is a folder: write {target.Kind.Name}:PATH instead of '{target.Registry}'.");
        }

        try
        {
            return _clients[target] = provider.Open(target, options);
        }
        catch (RegistryException e)
        {
            throw CliException.Failed($"{target.Registry}: {e.Message}", e);
        }
    }

    /// <summary>Ends the run where a registry's clock differs from this machine's.</summary>
    /// <exception cref="CliException">It does.</exception>
    public void EnsureClock()
    {
        if (options.ClockCheck?.Problem is { } problem)
        {
            throw new CliException(ExitCode.Incomplete, problem);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
        {
            await client.DisposeAsync().ConfigureAwait(false);
        }
    }
}
