using BenchmarkDotNet.Attributes;
using PolicyEngine.Graph;
using PolicyEngine.Oci;

namespace PolicyEngine.Benchmarks;

/// <summary>Building graphs of three sizes: time and memory have to grow in proportion.</summary>
[MemoryDiagnoser]
public class GraphBenchmarks
{
    private ManifestRecord[] _manifests = [];

    [Params(10_000, 100_000, 1_000_000)]
    public int Manifests { get; set; }

    [GlobalSetup]
    public void Setup() => _manifests = [.. new SyntheticRepository(Manifests).Manifests()];

    [Benchmark]
    public DigestGraph Build()
    {
        var builder = new DigestGraphBuilder();
        foreach (var manifest in _manifests)
        {
            builder.Add(manifest);
        }

        return builder.Build(SyntheticRepository.Info);
    }
}
