using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Policies;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Cli.Targets;

/// <summary>Finds the repositories that targets mean: named ones as they are, patterns by the registry's listing.</summary>
internal sealed class TargetResolver(ClientPool clients, Messages messages)
{
    private readonly Dictionary<(RegistryTarget, string), IReadOnlyList<string>?> _listings = [];
    private readonly SortedDictionary<string, RepositoryRequest> _requests = new(StringComparer.Ordinal);

    /// <summary>Whether a registry could not be listed, so that repositories may be missing.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>The targets that mean no repository.</summary>
    public HashSet<PolicyTarget> Empty { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>What was found, each repository once, in ordinal order.</summary>
    public IReadOnlyCollection<RepositoryRequest> Requests => _requests.Values;

    /// <summary>Adds the repositories of a target.</summary>
    /// <param name="target">The target.</param>
    /// <param name="folder">The folder that the path of a layout starts from.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="CliException">Two targets contradict each other.</exception>
    public async Task AddAsync(PolicyTarget target, string folder, CancellationToken cancellationToken)
    {
        var registry = new RegistryTarget
        {
            Provider = target.Provider,
            Registry = target.Registry.ToLowerInvariant(),
            Url = target.Url,
            ApiUrl = target.ApiUrl,
            Insecure = target.Insecure,
            LayoutPath = target.LayoutPath is null ? null : Path.GetFullPath(target.LayoutPath, folder),
            LayoutName = target.LayoutPath,
        };
        var names = target.NamedRepositories is { } named
            ? named
            : await ListAsync(registry, target, cancellationToken).ConfigureAwait(false);
        foreach (var name in names ?? [])
        {
            Add(new RepositoryRequest(registry, name), target);
        }

        if (names is { Count: 0 })
        {
            Empty.Add(target);
            messages.Warning($"The target '{target}' matches no repository.");
        }
    }

    private void Add(RepositoryRequest request, PolicyTarget target)
    {
        if (_requests.TryGetValue(request.FullName, out var known) && known.Registry != request.Registry)
        {
            var place = target.Location is { } location ? $"{location}: " : "";
            throw CliException.Failed(
                $"{place}two targets name '{request.FullName}' with a different folder, URL or provider. Make them agree."
            );
        }

        _requests[request.FullName] = request;
    }

    private async Task<IReadOnlyList<string>?> ListAsync(RegistryTarget registry, PolicyTarget target, CancellationToken cancellationToken)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var wanted = target.Names;
        string[] patterns = wanted.Included.IsEmpty ? ["**"] : [.. wanted.Included.Select(p => p.Text)];
        foreach (var pattern in patterns)
        {
            if (await ListAsync(registry, pattern, cancellationToken).ConfigureAwait(false) is not { } names)
            {
                return null;
            }

            found.UnionWith(names.Where(wanted.IsMatch));
        }

        return [.. found];
    }

    private async Task<IReadOnlyList<string>?> ListAsync(RegistryTarget registry, string pattern, CancellationToken cancellationToken)
    {
        if (_listings.TryGetValue((registry, pattern), out var known))
        {
            return known;
        }

        IReadOnlyList<string>? names = null;
        try
        {
            names = await clients.Open(registry).ListRepositoriesAsync(pattern, cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException e)
        {
            clients.EnsureClock();
            IsIncomplete = true;
            messages.Error(
                $"The repositories of {registry.Registry} cannot be listed: {e.Message} Name "
                    + $"them in the target without a pattern, or fix the cause."
            );
        }

        return _listings[(registry, pattern)] = names;
    }
}
