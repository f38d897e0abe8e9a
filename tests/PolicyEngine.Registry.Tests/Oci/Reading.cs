using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Providers;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Registry.Tests.Oci;

/// <summary>A repository as the provider <c>oci</c> reads it.</summary>
internal sealed record Reading(RepositoryInfo Info, ManifestList Manifests)
{
    internal static Task<Reading> OfAsync(OddServer server, string repository, TestOptions options) =>
        OfAsync(TestOptions.Target(server), repository, options.Options);

    internal static async Task<Reading> OfAsync(
        RegistryTarget target,
        string repository,
        RegistryOptions options,
        CancellationToken cancellationToken = default
    )
    {
        await using var client = ProviderCatalog.Find("oci")!.Open(target, options);
        var manifests = new ManifestList();
        var info = await client.ReadRepositoryAsync(repository, manifests, cancellationToken);
        return new Reading(info, manifests);
    }

    /// <summary>What a user would see of it, without the port of the test's server.</summary>
    internal string Text(OddServer server) =>
        ($"complete: {Info.Complete}\nreason: {Info.Reason}\ndangling: {string.Join(", ", Info.DanglingTags)}\n" + Manifests).Replace(
            server.Host,
            "SERVER",
            StringComparison.Ordinal
        );
}
