using System.Security.Cryptography;
using System.Text;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Providers;

/// <summary>Two ways to a graph.</summary>
internal static class Images
{
    /// <summary>What customers run: in truth, what a database says.</summary>
    public static IReadOnlyDictionary<string, string[]> Installed { get; } =
        new Dictionary<string, string[]> { ["globex"] = ["nightly-20260401"], ["initech"] = ["v1.0.0"] };

    /// <summary>From what your program knows itself. Manifests and tags may come in any order.</summary>
    public static DigestGraph OfMyOwn(DateTimeOffset now)
    {
        var builder = new DigestGraphBuilder();
        builder.Add(Image("v1.0.0", now.AddDays(-400)));
        builder.Add(Image("pr-1", now.AddDays(-60)));
        builder.Add(Image("pr-2", now.AddDays(-30)));
        builder.Add(Image("nightly-20260401", now.AddDays(-61)));
        builder.Add(Image("nightly-20260402", now.AddDays(-60)));
        builder.Add(Image("nightly-20260531", now.AddDays(-1)));
        return builder.Build(
            new RepositoryInfo
            {
                Registry = "registry.example.com",
                Name = "acme/web",
                Provider = "oci",
            }
        );
    }

    /// <summary>From a registry: here from the folder of an OCI image layout.</summary>
    public static async Task<DigestGraph> OfLayoutAsync(string folder)
    {
        var target = new RegistryTarget
        {
            Provider = "oci-layout",
            Registry = "oci-layout",
            LayoutPath = Path.GetFullPath(folder),
        };
        var options = new RegistryOptions { Clock = TimeProvider.System, Environment = Environment.GetEnvironmentVariable };
        await using var client = ProviderCatalog.Find(target.Provider)!.Open(target, options);
        var builder = new DigestGraphBuilder();
        var info = await client.ReadRepositoryAsync(folder, builder, CancellationToken.None);
        return builder.Build(info);
    }

    private static ManifestRecord Image(string tag, DateTimeOffset pushed) =>
        new()
        {
            Digest = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tag)))}",
            Tags = [tag],
            PushedAt = pushed,
        };
}
