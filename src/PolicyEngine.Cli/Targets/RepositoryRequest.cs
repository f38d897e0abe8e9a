using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Cli.Targets;

/// <summary>A repository to read. Immutable.</summary>
/// <param name="Registry">Where.</param>
/// <param name="Name">Its name there.</param>
internal sealed record RepositoryRequest(RegistryTarget Registry, string Name)
{
    /// <summary>How users name it.</summary>
    public string FullName => $"{Registry.Registry}/{Name}";
}
