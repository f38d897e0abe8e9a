using System.Globalization;

namespace PolicyEngine.Graph;

/// <summary>A blob of a <see cref="DigestGraph"/>: a config, a layer, or whatever else a manifest names that is not a manifest.</summary>
/// <param name="Value">The number: the place in every column of the graph.</param>
public readonly record struct BlobId(int Value) : IGraphId<BlobId>
{
    /// <summary>The blob of a number.</summary>
    public static BlobId At(int value) => new(value);

    /// <summary>The number, as an index into columns. The other way is explicit: <see cref="At"/>.</summary>
    public static implicit operator int(BlobId blob) => blob.Value;

    /// <inheritdoc/>
    public override int GetHashCode() => Value;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
