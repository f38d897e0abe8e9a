using PolicyEngine.Graph;

namespace PolicyEngine.Selecting;

/// <summary>The manifests that image references in files name, by tag and by digest.</summary>
/// <param name="protection">The protection's place, under which its references were read.</param>
/// <param name="digestsOnly">Whether only digests count.</param>
internal sealed class InUsePredicate(string protection, bool digestsOnly = false) : Predicate
{
    /// <inheritdoc/>
    public override string? Seen(EvaluationContext context, int node) => null;

    /// <inheritdoc/>
    public override Selection Select(EvaluationContext context, NodeSet domain)
    {
        var graph = context.Graph;
        var nodes = new NodeSet(domain.Capacity);
        if (!context.InUse.TryGet(protection, out var references))
        {
            throw new InvalidOperationException($"The files of the protection at {protection} have not been read.");
        }

        var counted = references.Where(r => !digestsOnly || r.NamesDigest).ToArray();
        foreach (var reference in counted)
        {
            new ReferenceMeaning(graph, reference).AddTo(nodes);
        }

        // Some container runtimes name an image by the digest of its config.
        foreach (
            var digest in counted
                .Select(r => r.Digest)
                .OfType<string>()
                .Where(d => !graph.TryFind(d, out var node) || node >= graph.PresentCount)
        )
        {
            graph.AddUsers(digest, nodes);
        }

        nodes.IntersectWith(domain);
        return new Selection(nodes);
    }
}
