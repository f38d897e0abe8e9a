using System.Runtime.CompilerServices;
using PolicyEngine.Compiling;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Reference;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Providers;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Registry.Tests.Toy;

/// <summary>A provider takes one folder and one line: policies, schemas and plans learn of it from its kind.</summary>
public sealed class ToyProviderTests
{
    // A program's own provider is added before policies are read, which here is before the first test.
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void AddToy() => ProviderCatalog.Add(new ToyProvider());
#pragma warning restore CA2255

    [Theory]
    [InlineData("targets: toy.example/Acme/Web")]
    [InlineData("targets: { registry: toys.internal, repositories: ACME/web, provider: toy }")]
    public async Task Policies_read_it_and_plans_follow_its_facts(string targets)
    {
        var compilation = PolicyCompiler.Compile([
            SourceText.From("policy.yaml", $"version: 1\n{targets}\nrules:\n  - id: old\n    delete: {{ older-than: 7d }}\n"),
        ]);
        Assert.False(compilation.HasErrors, string.Join('\n', compilation.Diagnostics.Select(d => d.Message)));
        var target = Assert.Single(compilation.Policies.Single().Targets);
        Assert.Equal("toy", target.Provider);

        await using var client = ProviderCatalog
            .Find(target.Provider)!
            .Open(new RegistryTarget { Provider = target.Provider, Registry = target.Registry }, new TestOptions().Options);
        var builder = new DigestGraphBuilder();
        var name = Assert.Single(target.NamedRepositories!.Value);
        var info = await client.ReadRepositoryAsync(name, builder, new WholeRepositoryGuide(needsConfigs: false), CancellationToken.None);
        var plan = Planner.Create(compilation, [builder.Build(info)], new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero)).Repositories[
            0
        ];

        // The toy refuses to delete the last tagged image: without the fact, all three would be deleted.
        Assert.Equal("acme/web", plan.Info.Name);
        Assert.Equal(["v1", "v2"], plan.Delete.SelectMany(m => m.Tags).Order(StringComparer.Ordinal));
        Assert.Equal(["v3"], plan.Retain.SelectMany(m => m.Tags));
    }

    [Fact]
    public void The_schema_offers_it()
    {
        var schema = SchemaCatalog.Find(SchemaCatalog.Policy)!;
        Assert.Contains("\"toy\"", schema, StringComparison.Ordinal);
        Assert.Contains("'toy' for toy.example", schema, StringComparison.Ordinal);
    }

    [Fact]
    public void A_provider_comes_before_policies_and_once() =>
        Assert.Throws<InvalidOperationException>(() => ProviderCatalog.Add(new ToyProvider()));

    [Fact]
    public void Every_kind_has_a_provider_and_every_provider_a_kind() =>
        Assert.Equal(RegistryKind.All, ProviderCatalog.All.Select(p => p.Kind));

    [Fact]
    public void Nothing_is_presumed_of_an_unknown_kind() => Assert.Equal(new RegistryKind { Name = "other" }, RegistryKind.Of("other"));
}
