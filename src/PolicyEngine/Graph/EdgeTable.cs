namespace PolicyEngine.Graph;

/// <summary>The edges of a graph, each way. Immutable. Rows for every node, missing ones included.</summary>
internal sealed class EdgeTable
{
    /// <summary>Builds the lists.</summary>
    /// <param name="present">The number of present nodes.</param>
    /// <param name="count">The number of nodes.</param>
    /// <param name="children">Index to entry.</param>
    /// <param name="subjects">Referrer to subject.</param>
    /// <param name="mentions">Document to a present digest that it mentions.</param>
    /// <param name="unordered">The nodes whose entries came in no certain order.</param>
    public EdgeTable(int present, int count, EdgeRows children, EdgeRows subjects, EdgeRows mentions, List<int> unordered)
    {
        Children = children.ToDistinct(count, count);
        foreach (var node in unordered)
        {
            Children.Row(node).Sort();
        }

        Parents = Children.Reverse(count);
        Referrers = subjects.ToDistinct(count, count).Reverse(count);
        Subjects = Referrers.Reverse(count);

        var keep = new EdgeRows(Children.EdgeCount + Subjects.EdgeCount + mentions.Count);
        for (var node = 0; node < present; node++)
        {
            foreach (var child in Children.Row(node))
            {
                if (child < present)
                {
                    keep.Add(node, child);
                }
            }

            foreach (var subject in Subjects.Row(node))
            {
                if (subject < present)
                {
                    keep.Add(subject, node);
                }
            }
        }

        keep.AddRange(mentions);
        KeptBy = keep.ToDistinct(count, count).Reverse(count);
        KeepEdges = KeptBy.Reverse(count);
    }

    public AdjacencyList Children { get; }

    public AdjacencyList Parents { get; }

    public AdjacencyList Subjects { get; }

    public AdjacencyList Referrers { get; }

    public AdjacencyList KeepEdges { get; }

    public AdjacencyList KeptBy { get; }

    /// <summary>Writes the edges; the order of an index's entries follows from its digest and is left out.</summary>
    public void AppendTo(FingerprintWriter writer)
    {
        Parents.AppendTo(writer);
        Referrers.AppendTo(writer);
        KeptBy.AppendTo(writer);
    }
}

/// <summary>Edges while they are collected.</summary>
internal sealed class EdgeRows(int capacity = 0)
{
    private readonly List<int> _sources = new(capacity);
    private readonly List<int> _targets = new(capacity);

    public int Count => _sources.Count;

    public void Add(int source, int target)
    {
        _sources.Add(source);
        _targets.Add(target);
    }

    public void AddRange(EdgeRows other)
    {
        _sources.AddRange(other._sources);
        _targets.AddRange(other._targets);
    }

    /// <summary>Forgets all edges after the first <paramref name="count"/>.</summary>
    public void Truncate(int count)
    {
        _sources.RemoveRange(count, _sources.Count - count);
        _targets.RemoveRange(count, _targets.Count - count);
    }

    public ReadOnlySpan<int> Sources => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_sources);

    public ReadOnlySpan<int> Targets => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_targets);

    public AdjacencyList ToDistinct(int sources, int targets) => AdjacencyList.CreateDistinct(sources, targets, Sources, Targets);
}
