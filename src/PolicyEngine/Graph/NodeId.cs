using System.Globalization;

namespace PolicyEngine.Graph;

/// <summary>A node of a <see cref="DigestGraph"/>: a manifest, or a digest that is referenced and missing.</summary>
/// <param name="Value">The number: the place in every column of the graph.</param>
public readonly record struct NodeId(int Value) : IGraphId<NodeId>, IComparable<NodeId>
{
    /// <summary>No node: what a search gives that finds none, and less than every node.</summary>
    internal static NodeId None => new(-1);

    /// <summary>The node of a number.</summary>
    public static NodeId At(int value) => new(value);

    /// <summary>The number, as an index into columns. The other way is explicit: <see cref="At"/>.</summary>
    public static implicit operator int(NodeId node) => node.Value;

    /// <inheritdoc/>
    public int CompareTo(NodeId other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => Value;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Orders by the number.</summary>
    public static bool operator <(NodeId left, NodeId right) => left.Value < right.Value;

    /// <summary>Orders by the number.</summary>
    public static bool operator >(NodeId left, NodeId right) => left.Value > right.Value;

    /// <summary>Orders by the number.</summary>
    public static bool operator <=(NodeId left, NodeId right) => left.Value <= right.Value;

    /// <summary>Orders by the number.</summary>
    public static bool operator >=(NodeId left, NodeId right) => left.Value >= right.Value;
}
