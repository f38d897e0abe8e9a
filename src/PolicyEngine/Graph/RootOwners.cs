namespace PolicyEngine.Graph;

/// <summary>For each present node the one root that reaches it, or that several do.</summary>
internal static class RootOwners
{
    /// <summary>No root.</summary>
    public static readonly NodeId None = NodeId.None;

    /// <summary>More than one.</summary>
    public static readonly NodeId Many = NodeId.At(-2);

    /// <summary>Spreads the roots' labels along keep edges; a node's label changes at most twice.</summary>
    public static NodeId[] Of(DigestGraph graph)
    {
        var owners = new NodeId[graph.PresentCount];
        owners.AsSpan().Fill(None);
        var work = new Stack<NodeId>();
        foreach (var root in graph.Roots)
        {
            Reach(root, root);
            while (work.TryPop(out var node))
            {
                foreach (var target in graph.KeepEdges[node])
                {
                    Reach(target, owners[node]);
                }
            }
        }

        return owners;

        void Reach(NodeId node, NodeId label)
        {
            var united = Unite(owners[node], label);
            if (united != owners[node])
            {
                owners[node] = united;
                work.Push(node);
            }
        }
    }

    /// <summary>The label of what two labels reach.</summary>
    public static NodeId Unite(NodeId known, NodeId label) => known == None || known == label ? label : Many;
}
