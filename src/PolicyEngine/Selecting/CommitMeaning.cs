using PolicyEngine.Facts;
using PolicyEngine.Graph;

namespace PolicyEngine.Selecting;

/// <summary>
/// The images that deployed commits lead to in one repository (semantics.md#deployments):
/// by a tag that is the hash or ends in it, or by the revision that images state. Pure.
/// </summary>
internal static class CommitMeaning
{
    /// <summary>The key of the annotation and label with the commit that an image was built from.</summary>
    internal const string Revision = "org.opencontainers.image.revision";

    /// <summary>A shorter beginning of a hash is too often something else.</summary>
    private const int ShortestHash = 7;

    /// <summary>
    /// The present manifests that the newest of each environment lead to, each with the first reference
    /// that means it; where a commit leads to none, also those of which the revision is unknown.
    /// </summary>
    /// <param name="graph">The repository.</param>
    /// <param name="references">The references with commits, of each environment the newest first.</param>
    public static Dictionary<NodeId, ImageReference> Find(DigestGraph graph, IEnumerable<ImageReference> references)
    {
        var commits = references.Where(r => r.Commit is not null).ToArray();
        var found = new Dictionary<NodeId, ImageReference>();
        if (commits.Length == 0)
        {
            return found;
        }

        var byPrefix = commits
            .Select(r => r.Commit!.Hash)
            .Distinct(StringComparer.Ordinal)
            .ToLookup(h => h[..Math.Min(h.Length, ShortestHash)], StringComparer.Ordinal);
        var meant = byPrefix.SelectMany(hashes => hashes).ToDictionary(hash => hash, _ => new SortedSet<NodeId>(), StringComparer.Ordinal);
        var unknown = FindMeant(graph, byPrefix, meant);
        ImageReference? lost = null;
        ImageReference? cut = null;
        foreach (var environment in commits.GroupBy(r => r.Commit!.Environment, StringComparer.Ordinal))
        {
            var images = new HashSet<NodeId>();
            var count = 0;
            foreach (var reference in environment.TakeWhile(r => count < r.Commit!.Newest))
            {
                var nodes = meant[reference.Commit!.Hash];
                lost ??= nodes.Count == 0 ? reference : null;

                // A commit whose images are all known from a newer deployment is not a further image.
                var known = images.Count;
                images.UnionWith(nodes);
                count += images.Count > known ? 1 : 0;
                foreach (var node in nodes)
                {
                    found.TryAdd(node, reference);
                }
            }

            // The image that is deployed may be of a commit that was not read.
            var last = environment.First();
            cut ??= count < last.Commit!.Newest && environment.Count() >= last.Commit.Newest + DeployedCommit.Spare ? last : null;
        }

        foreach (var node in cut is null ? default : graph.PresentNodes)
        {
            found.TryAdd(node, cut! with { Source = $"{cut.Source}, perhaps: of its deployments only the newest were read" });
        }

        // Of a commit without any image, the image may be one that does not say what it was built from.
        foreach (var node in lost is null ? [] : unknown)
        {
            found.TryAdd(node, lost! with { Source = $"{lost.Source}, perhaps: its labels are unknown" });
        }

        return found;
    }

    private static List<NodeId> FindMeant(DigestGraph graph, ILookup<string, string> byPrefix, Dictionary<string, SortedSet<NodeId>> meant)
    {
        foreach (var tag in graph.Tags)
        {
            Add(HashIn(graph.TagText(tag)), graph.TagTarget(tag));
        }

        var unknown = new List<NodeId>();
        foreach (var node in graph.PresentNodes)
        {
            var revisions = graph
                .AnnotationsOf(node)
                .Concat(graph.LabelsOf(node))
                .Where(pair => pair.Key == Revision)
                .Select(pair => pair.Value.Trim())
                .ToArray();
            Array.ForEach(revisions, revision => Add(revision, node));
            if (revisions.Length == 0 && graph.HasUnknownLabels(node) && (graph.IsUnread(node) || !graph.IsAttestation(node)))
            {
                unknown.Add(node);
            }
        }

        return unknown;

        void Add(string text, NodeId node)
        {
            var hash = text.ToLowerInvariant();
            if (hash.Length is < ShortestHash or > 64 || !hash.All(char.IsAsciiHexDigitLower))
            {
                return;
            }

            foreach (var known in byPrefix[hash[..ShortestHash]].Where(known => known.StartsWith(hash, StringComparison.Ordinal)))
            {
                meant[known].Add(node);
            }
        }
    }

    /// <summary>
    /// The hash that a tag is or ends in: <c>8f14e45</c>, <c>sha-8f14e45</c>, <c>main-8f14e45fceea167a5a36dedd4bea2543c9c1f2b0</c>.
    /// </summary>
    private static string HashIn(string tag) => tag[(tag.LastIndexOfAny(['-', '_', '.']) + 1)..];
}
