namespace PolicyEngine.Graph;

/// <summary>A <see cref="TagSet"/> while it is built. Not thread-safe.</summary>
public sealed class TagSetBuilder : TagSet
{
    /// <summary>An empty set for ids in [0, <paramref name="capacity"/>).</summary>
    public TagSetBuilder(int capacity)
        : this(capacity, NoWords(capacity)) { }

    internal TagSetBuilder(int capacity, ulong[] words)
        : base(capacity, words) { }

    /// <summary>Adds a tag; false if it was there.</summary>
    public bool Add(TagId tag) => Set(tag);

    /// <summary>Removes a tag; false if it was not there.</summary>
    public bool Remove(TagId tag) => Clear(tag);

    /// <summary>Adds all of another set of the same capacity; returns this.</summary>
    public TagSetBuilder UnionWith(TagSet other)
    {
        Or(other);
        return this;
    }

    /// <summary>Keeps what another set of the same capacity has too; returns this.</summary>
    public TagSetBuilder IntersectWith(TagSet other)
    {
        And(other);
        return this;
    }

    /// <summary>Removes all of another set of the same capacity; returns this.</summary>
    public TagSetBuilder ExceptWith(TagSet other)
    {
        AndNot(other);
        return this;
    }
}
