using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Tests.Toy;

/// <summary>All that a provider is: this folder, and the line that adds it.</summary>
internal sealed class ToyProvider : IRegistryProvider
{
    public RegistryKind Kind { get; } =
        new()
        {
            Name = "toy",
            Hosts = ["toy.example"],
            NamesIgnoreCase = true,
            KeepsLastTagged = true,
        };

    public IRegistryClient Open(RegistryTarget target, RegistryOptions options) => new ToyClient(target);

    public IRegistryWriter OpenWriter(RegistryTarget target, RegistryOptions options, string repository, string? blobFolder) =>
        throw new RegistryException("A toy only reads.");

    private sealed class ToyClient(RegistryTarget target) : IRegistryClient
    {
        private static readonly DateTimeOffset s_pushed = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public Task<IReadOnlyList<string>> ListRepositoriesAsync(string pattern, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<string>>(["acme/web"]);

        public Task<RepositoryInfo> ReadRepositoryAsync(
            string repository,
            IManifestSink sink,
            IResolutionGuide guide,
            CancellationToken cancellationToken
        )
        {
            for (var i = 1; i <= 3; i++)
            {
                sink.Add(
                    new ManifestRecord
                    {
                        Digest = $"sha256:{new string((char)('0' + i), 64)}",
                        Tags = [$"v{i}"],
                        PushedAt = s_pushed.AddDays(i),
                    }
                );
            }

            return Task.FromResult(
                new RepositoryInfo
                {
                    Registry = target.Registry,
                    Name = repository,
                    Provider = target.Provider,
                }
            );
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
