using System.Diagnostics;
using System.Globalization;
using PolicyEngine.Graph;

namespace PolicyEngine.Benchmarks;

/// <summary><c>graph --manifests N</c>: builds a graph once and prints the
/// time and the live memory. Making the manifests is not counted.</summary>
internal static class GraphMeasurement
{
    private const int DefaultManifests = 1_000_000;
    private const int Chunk = 10_000;

    public static int Run(string[] args)
    {
        var manifests = DefaultManifests;
        if (args is ["--manifests", var number] && !int.TryParse(number, CultureInfo.InvariantCulture, out manifests))
        {
            Console.Error.WriteLine("--manifests wants a number.");
            return 2;
        }

        // Compiles the methods first.
        _ = new SyntheticRepository(20_000).Build().Fingerprint;

        var repository = new SyntheticRepository(manifests);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = new Stopwatch();
        var builder = new DigestGraphBuilder();
        foreach (var chunk in repository.Manifests().Chunk(Chunk))
        {
            watch.Start();
            foreach (var manifest in chunk)
            {
                builder.Add(manifest);
            }

            watch.Stop();
        }

        var adding = watch.Elapsed;
        var collections = GC.CollectionCount(2);
        var processor = Environment.CpuUsage.TotalTime;
        watch.Restart();
        var graph = builder.Build(SyntheticRepository.Info);
        var building = watch.Elapsed;
        processor = Environment.CpuUsage.TotalTime - processor;
        collections = GC.CollectionCount(2) - collections;
        builder = null;
        var live = GC.GetTotalMemory(forceFullCollection: true) - before;
        watch.Restart();
        var fingerprint = graph.Fingerprint;
        var hashing = watch.Elapsed;
        watch.Restart();
        var reached = graph.Closure(graph.Roots).Count;
        var walking = watch.Elapsed;

        Print("manifests", $"{graph.PresentCount:N0}, {graph.TagCount:N0} tags, {graph.Roots.Count:N0} roots, {graph.BlobCount:N0} blobs");
        Print("graph", $"{(adding + building).TotalMilliseconds:N0} ms, {adding.TotalMilliseconds:N0} of them for taking in");
        Print("building", $"{processor.TotalMilliseconds:N0} ms of processor time, {collections} full collections");
        Print("live memory", $"{(double)live / graph.PresentCount:N1} bytes a manifest, {live / 1e6:N0} MB");
        Print("fingerprint", $"{hashing.TotalMilliseconds:N0} ms, {fingerprint[..12]}…");
        Print("closure", $"{walking.TotalMilliseconds:N0} ms for {reached:N0} nodes");
        return 0;
    }

    private static void Print(string name, FormattableString value) =>
        Console.WriteLine($"{name,-12} {value.ToString(CultureInfo.InvariantCulture)}");
}
