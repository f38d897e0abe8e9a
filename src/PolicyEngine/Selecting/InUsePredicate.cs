using PolicyEngine.Graph;

namespace PolicyEngine.Selecting;

/// <summary>The manifests that are in use: those that files, clusters and deployments name, by tag, by digest and by commit.</summary>
/// <param name="protection">The protection's place, under which its references were read.</param>
/// <param name="digestsOnly">Whether only digests count.</param>
/// <param name="readsRevisions">Whether commits count, which images state in their configs.</param>
internal sealed class InUsePredicate(string protection, bool digestsOnly = false, bool readsRevisions = false) : Predicate
{
    /// <inheritdoc/>
    public override bool NeedsConfigs => readsRevisions;

    /// <inheritdoc/>
    public override bool NeedsParts => readsRevisions;

    /// <inheritdoc/>
    public override string? Seen(EvaluationContext context, NodeId node) => null;

    /// <inheritdoc/>
    public override Selection Select(EvaluationContext context, NodeSet domain)
    {
        var graph = context.Graph;
        var nodes = new NodeSetBuilder(domain.Capacity);
        if (!context.InUse.TryGet(protection, out var references))
        {
            throw new InvalidOperationException($"What is in use by the protection at {protection} has not been read.");
        }

        var counted = references.Where(r => !digestsOnly || r.NamesDigest).ToArray();
        foreach (var reference in counted)
        {
            new ReferenceMeaning(graph, reference).AddTo(nodes);
        }

        // Some container runtimes name an image by the digest of its config.
        foreach (var digest in counted.Select(r => r.Digest).OfType<string>().Where(d => !IsPresent(graph, d)))
        {
            graph.AddUsers(digest, nodes);
        }

        foreach (var node in CommitMeaning.Find(graph, counted).Keys)
        {
            nodes.Add(node);
        }

        nodes.IntersectWith(domain);
        return new Selection(nodes);
    }

    /// <summary>Where it runs, or was deployed; of an image of which only a part is named, where that is.</summary>
    public override string? Tell(EvaluationContext context, NodeId node)
    {
        var uses = context.UsesBy(protection, FindUses);
        if (uses.Count == 0)
        {
            return null;
        }

        if (uses.TryGetValue(node, out var use))
        {
            return use;
        }

        var start = new NodeSetBuilder(context.Graph.PresentCount);
        start.Add(node);
        foreach (var part in context.Graph.Closure(start))
        {
            if (uses.TryGetValue(part, out var ofPart))
            {
                return $"{context.Graph.PlatformOf(part) ?? "a part of it"} {ofPart}";
            }
        }

        return null;
    }

    private Dictionary<NodeId, string> FindUses(EvaluationContext context)
    {
        var graph = context.Graph;
        var uses = new Dictionary<NodeId, string>();
        if (!context.InUse.TryGet(protection, out var references) || !references.Any(r => r.Use is not null))
        {
            return uses;
        }

        foreach (var (node, reference) in CommitMeaning.Find(graph, references))
        {
            uses.TryAdd(node, reference.Use!);
        }

        foreach (var reference in references.Where(r => r.IsRunning))
        {
            if (reference.Digest is { } digest && !IsPresent(graph, digest))
            {
                var users = new NodeSetBuilder(graph.PresentCount);
                graph.AddUsers(digest, users);
                foreach (var user in users)
                {
                    uses.TryAdd(user, reference.Use!);
                }
            }
            else if (new ReferenceMeaning(graph, reference).FindOne() is { } node)
            {
                uses.TryAdd(node, reference.Use!);
            }
        }

        return uses;
    }

    private static bool IsPresent(DigestGraph graph, string digest) => graph.TryFind(digest, out var node) && node < graph.PresentCount;
}
