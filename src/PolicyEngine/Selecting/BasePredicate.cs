using PolicyEngine.Graph;

namespace PolicyEngine.Selecting;

/// <summary>The manifests that kept images name as their bases, and the images that these are parts of (semantics.md#bases).</summary>
internal sealed class BasePredicate : Predicate
{
    /// <inheritdoc/>
    public override bool NeedsConfigs => true;

    /// <inheritdoc/>
    public override bool NeedsParts => true;

    /// <inheritdoc/>
    public override string? Seen(EvaluationContext context, NodeId node) => null;

    /// <inheritdoc/>
    public override Selection Select(EvaluationContext context, NodeSet domain)
    {
        if (context.Bases.Unread is not null)
        {
            return new Selection(domain.ToBuilder());
        }

        var nodes = new NodeSetBuilder(domain.Capacity);
        foreach (var node in context.Bases.In(context.Graph).Keys)
        {
            nodes.Add(node);
        }

        nodes.UnionWith(Reachability.Closure(context.Graph.KeptBy, nodes).IntersectWith(context.Graph.Roots));
        return new Selection(nodes.IntersectWith(domain));
    }

    /// <inheritdoc/>
    public override string? Tell(EvaluationContext context, NodeId node)
    {
        if (context.Bases.Unread is { } unread)
        {
            return $"{unread.Image} {unread.Cause}, and any image may be its base";
        }

        var users = context.Bases.In(context.Graph);
        if (users.TryGetValue(node, out var user))
        {
            return $"base of {user}";
        }

        var start = new NodeSetBuilder(context.Graph.PresentCount);
        start.Add(node);
        foreach (var part in context.Graph.Closure(start))
        {
            if (users.TryGetValue(part, out var ofPart))
            {
                return $"a part of it is the base of {ofPart}";
            }
        }

        return null;
    }
}
