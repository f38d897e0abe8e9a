using PolicyEngine.Fakes;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Manifests;
using PolicyEngine.Registry.Providers;
using PolicyEngine.Registry.Tests.Ghcr;
using PolicyEngine.Testing.Layouts;
using PolicyEngine.Testing.Registries;
using Xunit;

namespace PolicyEngine.Registry.Tests.Manifests;

/// <summary>More provenance than is read is marked, alike on all registries, and makes none incomplete.</summary>
public sealed class UnreadProvenanceTests(DockerRegistryFixture registry) : IClassFixture<DockerRegistryFixture>, IDisposable
{
    private static readonly string s_base = "sha256:" + new string('a', 64);
    private readonly string _folder = Directory.CreateTempSubdirectory("policyengine-test-").FullName;

    public static TheoryData<string> Ways => [.. AttestedImages.TooMuch];

    /// <summary>Those that the registry takes.</summary>
    public static TheoryData<string> TakenWays =>
        [.. AttestedImages.TooMuch.Where(way => !way.Contains("algorithm", StringComparison.Ordinal))];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_layout_marks_it(string way)
    {
        var layout = new LayoutWriter();
        var attestation = layout.AddWithTooMuch(way, s_base);

        Check(attestation, await ReadLayoutAsync(layout, asks: true), isMarked: true);
        Check(attestation, await ReadLayoutAsync(layout, asks: false), isMarked: false);
    }

    [SkippableTheory]
    [MemberData(nameof(TakenWays))]
    public async Task A_registry_marks_it(string way)
    {
        registry.Require();
        var layout = new LayoutWriter();
        var attestation = layout.AddWithTooMuch(way, s_base);
        using var http = new HttpClient();
        var repository = $"acme/{way.Replace(' ', '-').ToLowerInvariant()}";
        await new LayoutPusher(http, registry.Url).PushAsync(layout, repository);
        await using var client = ProviderCatalog.Find("oci")!.Open(TestOptions.Target(registry.Url), new TestOptions().Options);
        foreach (var asks in (bool[])[true, false])
        {
            var found = new ManifestList();
            var info = await client.ReadRepositoryAsync(repository, found, Guide(asks), CancellationToken.None);
            Check(attestation, (info, found.Records), isMarked: asks);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_package_marks_it(string way)
    {
        var layout = new LayoutWriter();
        var attestation = layout.AddWithTooMuch(way, s_base);
        await using var fake = await FakeGhcr.StartAsync(GhcrRun.World(state => state.AddPackage("acme", "web").Push(layout)));
        foreach (var asks in (bool[])[true, false])
        {
            var found = await new GhcrRun(fake).ReadAsync(guide: Guide(asks));
            Check(attestation, (found.Info, [.. found.Manifests.Values]), isMarked: asks);
        }
    }

    [Fact]
    public async Task A_statement_names_as_many_digests_as_fit_into_it()
    {
        var digests = Enumerable.Range(0, 90_000).Select(i => $"sha256:{i:x64}").ToArray();
        var layout = new LayoutWriter();
        var attestation = layout.AddAttested("v1", [layout.AddStatement(AttestedImages.Naming(digests))]);

        var (info, records) = await ReadLayoutAsync(layout, asks: true);

        Assert.True(info.Complete, info.Reason);
        Assert.Equal(digests, records.Single(record => record.Digest == attestation).Materials);
    }

    [Fact]
    public async Task Statements_that_name_too_many_digests_together_are_marked()
    {
        var layout = new LayoutWriter();
        var statements = Enumerable
            .Range(0, 2)
            .Select(n => layout.AddStatement(AttestedImages.Naming(Enumerable.Range(n * 60_000, 60_000).Select(i => $"sha256:{i:x64}"))));
        var attestation = layout.AddAttested("v1", [.. statements]);
        Check(attestation, await ReadLayoutAsync(layout, asks: true), isMarked: true);
    }

    [Fact]
    public async Task Where_a_repository_names_too_many_digests_all_manifests_that_name_some_are_marked()
    {
        var layout = new LayoutWriter();
        var much = layout.AddStatement(AttestedImages.Naming(Enumerable.Range(0, 90_000).Select(i => $"sha256:{i:x64}")));
        var some = layout.AddStatement(AttestedImages.Naming(s_base));
        string[] attestations =
        [
            .. Enumerable
                .Range(0, (MaterialLimits.MostOfRepository / 90_000) + 1)
                .Select(i => layout.AddAttested($"v{i}", [much, layout.AddStatement(AttestedImages.Naming() + new string(' ', i))])),
            layout.AddAttested("some", [some]),
        ];
        layout.AddAttested("none", [layout.AddStatement(AttestedImages.Naming())]);

        var (info, records) = await ReadLayoutAsync(layout, asks: true);

        Assert.True(info.Complete, info.Reason);
        Assert.All(records, record => Assert.Empty(record.Materials));
        Assert.Equal(
            attestations.Order(StringComparer.Ordinal),
            records.Where(record => record.MaterialsUnread).Select(record => record.Digest).Order(StringComparer.Ordinal)
        );
    }

    private async Task<(RepositoryInfo Info, IReadOnlyCollection<ManifestRecord> Records)> ReadLayoutAsync(LayoutWriter layout, bool asks)
    {
        layout.WriteTo(_folder);
        var found = new ManifestList();
        await using var client = ProviderCatalog
            .Find("oci-layout")!
            .Open(
                new RegistryTarget
                {
                    Provider = "oci-layout",
                    Registry = "oci-layout",
                    LayoutPath = _folder,
                },
                new TestOptions().Options
            );
        var name = Assert.Single(await client.ListRepositoriesAsync("**", CancellationToken.None));
        return (await client.ReadRepositoryAsync(name, found, Guide(asks), CancellationToken.None), found.Records);
    }

    private static WholeRepositoryGuide Guide(bool asks) => new(needsConfigs: true, needsProvenance: asks);

    private static void Check(string attestation, (RepositoryInfo Info, IReadOnlyCollection<ManifestRecord> Records) found, bool isMarked)
    {
        Assert.True(found.Info.Complete, found.Info.Reason);
        Assert.Equal(isMarked ? [attestation] : [], found.Records.Where(record => record.MaterialsUnread).Select(record => record.Digest));
        Assert.All(found.Records, record => Assert.Empty(record.Materials));
    }
}
