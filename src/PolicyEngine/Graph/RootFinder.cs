namespace PolicyEngine.Graph;

/// <summary>Finds the roots of a graph (semantics.md#roots). No recursion: registries may hold chains of any depth.</summary>
internal sealed class RootFinder(EdgeTable edges, TagTable tags, int present)
{
    private readonly NodeSetBuilder _roots = new(present);
    private readonly NodeSetBuilder _orphans = new(present);

    /// <summary>The roots, and those of them that are orphaned.</summary>
    /// <param name="notices">What is not a root, whatever tags it has.</param>
    public (NodeSet Roots, NodeSet Orphans) Find(NodeSet notices)
    {
        var dependentTags = new NodeSetBuilder(present);
        foreach (var tag in tags.ReferrerTags)
        {
            dependentTags.Add(tag.Target);
        }

        foreach (var node in new IdRange<NodeId>(0, present))
        {
            if (notices.Contains(node))
            {
                continue;
            }

            if (!tags.On(node).IsEmpty)
            {
                _roots.Add(node);
            }
            else if (edges.Parents[node].IsEmpty && !HasPresentSubject(node))
            {
                _roots.Add(node);
                if (!edges.Subjects[node].IsEmpty || dependentTags.Contains(node))
                {
                    _orphans.Add(node);
                }
            }
        }

        var reached = Reachability.Closure(edges.KeepEdges, _roots.ToBuilder().UnionWith(notices));
        if (reached.Count < present)
        {
            AddSourcesOf(reached);
        }

        return (_roots, _orphans);
    }

    private bool HasPresentSubject(NodeId node)
    {
        foreach (var subject in edges.Subjects[node])
        {
            if (subject < present)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What no root reaches hangs on cycles: of each strongly connected component that nothing outside keeps, the roots.</summary>
    private void AddSourcesOf(NodeSet reached)
    {
        var componentOf = StronglyConnected.Components(edges.KeepEdges, present, reached, out var count);
        var isKept = new bool[count];
        foreach (var node in new IdRange<NodeId>(0, present))
        {
            foreach (var keeper in edges.KeptBy[node])
            {
                if (componentOf[node] >= 0 && componentOf[keeper] != componentOf[node])
                {
                    isKept[componentOf[node]] = true;
                }
            }
        }

        var smallest = new NodeId[count];
        smallest.AsSpan().Fill(NodeId.None);
        var hasUnlisted = new bool[count];
        foreach (var node in new IdRange<NodeId>(0, present))
        {
            var component = componentOf[node];
            if (component < 0 || isKept[component])
            {
                continue;
            }

            smallest[component] = smallest[component] < 0 ? node : smallest[component];
            if (edges.Parents[node].IsEmpty)
            {
                hasUnlisted[component] = true;
                _roots.Add(node);
            }
        }

        for (var component = 0; component < count; component++)
        {
            if (smallest[component] >= 0 && !hasUnlisted[component])
            {
                _roots.Add(smallest[component]);
            }
        }
    }
}
