namespace PolicyEngine.Graph;

/// <summary>A <see cref="NodeSet"/> while it is built. Not thread-safe.</summary>
public sealed class NodeSetBuilder : NodeSet
{
    private readonly ulong[] _words;

    /// <summary>An empty set for ids in [0, <paramref name="capacity"/>).</summary>
    public NodeSetBuilder(int capacity)
        : this(capacity, new ulong[(capacity + 63) / 64]) { }

    internal NodeSetBuilder(int capacity, ulong[] words)
        : base(capacity, words) => _words = words;

    /// <summary>Adds an id; false if it was there.</summary>
    public bool Add(int id)
    {
        ref var word = ref _words[id >> 6];
        var bit = 1UL << (id & 63);
        var added = (word & bit) == 0;
        word |= bit;
        return added;
    }

    /// <summary>Removes an id; false if it was not there.</summary>
    public bool Remove(int id)
    {
        ref var word = ref _words[id >> 6];
        var bit = 1UL << (id & 63);
        var removed = (word & bit) != 0;
        word &= ~bit;
        return removed;
    }

    /// <summary>Adds all of another set of the same capacity; returns this.</summary>
    public NodeSetBuilder UnionWith(NodeSet other)
    {
        var words = other.Words;
        for (var i = 0; i < _words.Length; i++)
        {
            _words[i] |= words[i];
        }

        return this;
    }

    /// <summary>Keeps what another set of the same capacity has too; returns this.</summary>
    public NodeSetBuilder IntersectWith(NodeSet other)
    {
        var words = other.Words;
        for (var i = 0; i < _words.Length; i++)
        {
            _words[i] &= words[i];
        }

        return this;
    }

    /// <summary>Removes all of another set of the same capacity; returns this.</summary>
    public NodeSetBuilder ExceptWith(NodeSet other)
    {
        var words = other.Words;
        for (var i = 0; i < _words.Length; i++)
        {
            _words[i] &= ~words[i];
        }

        return this;
    }
}
