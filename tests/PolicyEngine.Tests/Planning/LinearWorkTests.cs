using PolicyEngine.Compiling;
using PolicyEngine.Evaluation;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Testing;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Planning;

/// <summary>Twice as much of a kind takes about twice the work, and not four times. Work
/// is counted by the bytes that it allocates, which no machine's speed changes.</summary>
public sealed class LinearWorkTests
{
    private const int Few = 6_000;
    private const double Most = 2.7;

    [Fact]
    public void Digests_that_are_named_and_missing_are_found_in_one_pass()
    {
        Assert.InRange(
            GrowthOf(size =>
            {
                // Twice as many of them fill a policy.
                size /= 2;
                var graph = Graph(size, _ => null);
                var entries = Enumerable
                    .Range(0, size)
                    .Select(i => Numbered(0xb, i))
                    .Prepend(Numbered(0xc, 1))
                    .Chunk(1000)
                    .Select(names => $"{{ digests: [{string.Join(", ", names.Select(name => $"\"{name}\""))}] }}");
                var policies = PolicyCompiler
                    .Compile([
                        SourceText.From(
                            "p.yaml",
                            $"version: 1\nprotect: [{string.Join(", ", entries)}]\nrules: [{{ id: a, delete: {{ older-than: 1d }} }}]\n"
                        ),
                    ])
                    .Policies;
                return () => Assert.Equal(size, MissingDigests.Of(policies, graph, new PlanOptions()).Length);
            }),
            0,
            Most
        );
    }

    [Fact]
    public void Shortened_digests_are_found_without_looking_at_every_manifest()
    {
        Assert.InRange(
            GrowthOf(size =>
            {
                var graph = Graph(size, _ => null);
                return () =>
                {
                    var found = new NodeSetBuilder(graph.PresentCount);
                    for (var i = 0; i < size; i++)
                    {
                        graph.AddLike(Numbered(0xa, i)[..^1], found);
                        Assert.True(graph.HasLike(Numbered(0xc, i)[..20]));
                        Assert.False(graph.HasLike(Numbered(0xd, i)[..20]));
                    }

                    Assert.Equal(size, found.Count);
                };
            }),
            0,
            Most
        );
    }

    [Fact]
    public void A_chain_of_subjects_that_keep_each_other_is_followed_once()
    {
        Assert.InRange(
            GrowthOf(size =>
            {
                var graph = Graph(size, i => i + 1 < size ? Numbered(0xa, i + 1) : null, RegistryVendor.Harbor);
                return () =>
                {
                    var seeds = new NodeSetBuilder(graph.PresentCount);
                    Assert.True(graph.TryFind(Numbered(0xa, 0), out var first));
                    seeds.Add(first);
                    var live = graph.Closure(seeds);
                    Assert.Equal(size - 1, BoundSubjects.Find(graph, seeds, live).Count);
                    Assert.Equal(size, live.Count);
                };
            }),
            0,
            Most
        );
    }

    /// <summary>How many times as many bytes the double of a size takes.</summary>
    private static double GrowthOf(Func<int, Action> prepare)
    {
        var (one, two) = (prepare(Few), prepare(2 * Few));
        one();
        return (double)Bytes(two) / Bytes(one);
    }

    private static long Bytes(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Images with a config each, and perhaps with a subject.</summary>
    private static DigestGraph Graph(int size, Func<int, string?> subjectOf, RegistryVendor vendor = RegistryVendor.Other) =>
        GraphText.Build(
            Enumerable
                .Range(0, size)
                .Select(i => new ManifestRecord
                {
                    Digest = Numbered(0xa, i),
                    MediaType = MediaTypes.OciManifest,
                    Subject = subjectOf(i),
                    Config = new ConfigRecord
                    {
                        Digest = Numbered(0xc, i),
                        MediaType = "application/vnd.oci.image.config.v1+json",
                        Size = 2,
                    },
                }),
            GraphText.Info with
            {
                Vendor = vendor,
            }
        );

    private static string Numbered(int first, int number) => $"sha256:{first:x}{number:x15}{new string('0', 48)}";
}
