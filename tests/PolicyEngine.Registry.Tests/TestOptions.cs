using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Http;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Registry.Tests;

/// <summary>Options for tests: an environment of their own, a clock that waits for nothing, and a log to read.</summary>
internal sealed class TestOptions
{
    internal ImpatientClock Clock { get; } = new();

    internal List<string> Lines { get; } = [];

    internal Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    internal RegistryOptions Options =>
        new()
        {
            Clock = Clock,
            Environment = name => Environment.GetValueOrDefault(name),
            IsNamedByUser = _ => true,
            RequestTimeout = TimeSpan.FromDays(1),
            Log = line =>
            {
                lock (Lines)
                {
                    Lines.Add(line);
                }
            },
        };

    /// <summary>A target that is served at a URL.</summary>
    internal static RegistryTarget Target(Uri url) =>
        new()
        {
            Provider = "oci",
            Registry = "registry.example.com",
            Url = url,
        };

    internal static RegistryTarget Target(OddServer server) => Target(server.Url);

    internal static RegistryEndpoint Endpoint(string url, bool insecure = false) =>
        RegistryEndpoint.Create(Target(new Uri(url)) with { Insecure = insecure });
}
