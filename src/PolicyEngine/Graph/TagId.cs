using System.Globalization;

namespace PolicyEngine.Graph;

/// <summary>A user tag of a <see cref="DigestGraph"/>.</summary>
/// <param name="Value">The number: the place in every column of the graph.</param>
public readonly record struct TagId(int Value) : IGraphId<TagId>, IComparable<TagId>
{
    /// <summary>No tag: what a search gives that finds none, and less than every tag.</summary>
    internal static TagId None => new(-1);

    /// <summary>The tag of a number.</summary>
    public static TagId At(int value) => new(value);

    /// <summary>The number, as an index into columns. The other way is explicit: <see cref="At"/>.</summary>
    public static implicit operator int(TagId tag) => tag.Value;

    /// <inheritdoc/>
    public int CompareTo(TagId other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => Value;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Orders by the number.</summary>
    public static bool operator <(TagId left, TagId right) => left.Value < right.Value;

    /// <summary>Orders by the number.</summary>
    public static bool operator >(TagId left, TagId right) => left.Value > right.Value;

    /// <summary>Orders by the number.</summary>
    public static bool operator <=(TagId left, TagId right) => left.Value <= right.Value;

    /// <summary>Orders by the number.</summary>
    public static bool operator >=(TagId left, TagId right) => left.Value >= right.Value;
}
