namespace PolicyEngine.Graph;

/// <summary>For each present node the one root that reaches it, or that several do.</summary>
internal static class RootOwners
{
    /// <summary>No root.</summary>
    public const int None = -1;

    /// <summary>More than one.</summary>
    public const int Many = -2;

    /// <summary>Spreads the roots' labels along keep edges; a node's label changes at most twice.</summary>
    public static int[] Of(DigestGraph graph)
    {
        var owners = new int[graph.PresentCount];
        owners.AsSpan().Fill(None);
        var work = new Stack<int>();
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

        void Reach(int node, int label)
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
    public static int Unite(int known, int label) => known == None || known == label ? label : Many;
}
