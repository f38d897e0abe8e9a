namespace PolicyEngine.Graph;

/// <summary>A <see cref="NodeSet"/> while it is built. Not thread-safe.</summary>
public sealed class NodeSetBuilder : NodeSet
{
    /// <summary>An empty set for ids in [0, <paramref name="capacity"/>).</summary>
    public NodeSetBuilder(int capacity)
        : this(capacity, NoWords(capacity)) { }

    internal NodeSetBuilder(int capacity, ulong[] words)
        : base(capacity, words) { }

    /// <summary>Adds a node; false if it was there.</summary>
    public bool Add(NodeId node) => Set(node);

    /// <summary>Removes a node; false if it was not there.</summary>
    public bool Remove(NodeId node) => Clear(node);

    /// <summary>Adds all of another set of the same capacity; returns this.</summary>
    public NodeSetBuilder UnionWith(NodeSet other)
    {
        Or(other);
        return this;
    }

    /// <summary>Keeps what another set of the same capacity has too; returns this.</summary>
    public NodeSetBuilder IntersectWith(NodeSet other)
    {
        And(other);
        return this;
    }

    /// <summary>Removes all of another set of the same capacity; returns this.</summary>
    public NodeSetBuilder ExceptWith(NodeSet other)
    {
        AndNot(other);
        return this;
    }
}
