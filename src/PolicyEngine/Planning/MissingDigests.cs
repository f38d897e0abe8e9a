using System.Collections.Immutable;
using PolicyEngine.Evaluation;
using PolicyEngine.Graph;
using PolicyEngine.Policies;

namespace PolicyEngine.Planning;

/// <summary>The digests that policies keep by name and that a graph does not hold. Pure.</summary>
internal static class MissingDigests
{
    /// <summary>Those digests, each once for each place that names it; none that another repository of the run holds.</summary>
    public static ImmutableArray<NamedDigest> Of(IEnumerable<Policy> policies, DigestGraph graph, PlanOptions options)
    {
        // Some runtimes name an image by the digest of its config.
        return
        [
            .. NamedDigests
                .Of(policies, graph.Info, options.InUse)
                .Where(n => n.Keeps && !IsPresent(graph, n.Digest) && (n.IsHere || !options.IsInRun(n.Digest)) && !graph.HasUser(n.Digest))
                .DistinctBy(n => (n.Digest, n.By)),
        ];
    }

    /// <summary>Whether nobody asked for it, and no list shows what has no tag.</summary>
    public static bool IsUnasked(NamedDigest named, DigestGraph graph) =>
        graph.Info.UntaggedHidden && graph.Info.NamedButMissing.BinarySearch(named.Digest, StringComparer.Ordinal) < 0;

    /// <summary>Whether a graph holds a digest.</summary>
    public static bool IsPresent(DigestGraph graph, string digest) => graph.TryFind(digest, out var node) && node < graph.PresentCount;
}
