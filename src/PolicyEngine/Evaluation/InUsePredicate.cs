using PolicyEngine.Graph;

namespace PolicyEngine.Evaluation;

/// <summary>The manifests that image references in files name, by tag and by digest.</summary>
/// <param name="protection">The protection's place, under which its references were read.</param>
internal sealed class InUsePredicate(string protection) : Predicate
{
    /// <inheritdoc/>
    public override Selection Select(EvaluationContext context, NodeSet domain)
    {
        var graph = context.Graph;
        var nodes = new NodeSet(domain.Capacity);
        if (!context.InUse.TryGet(protection, out var references))
        {
            throw new InvalidOperationException($"The files of the protection at {protection} have not been read.");
        }

        foreach (var reference in references)
        {
            if (!string.Equals(reference.Registry, InUse.ImageReferenceText.Normalize(graph.Info.Registry), StringComparison.OrdinalIgnoreCase)
                || !string.Equals(reference.Repository, graph.Info.Name, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (reference.Digest is not null && graph.TryFind(reference.Digest, out var node) && node < graph.PresentCount && domain.Contains(node))
            {
                nodes.Add(node);
            }

            // A reference with both pins the digest, yet people who see the tag in a file expect that it stays as well.
            if (reference.Tag is not null && graph.TryFindTag(reference.Tag, out var tag) && domain.Contains(graph.TagTarget(tag)))
            {
                nodes.Add(graph.TagTarget(tag));
            }
        }

        return new Selection(nodes);
    }
}
