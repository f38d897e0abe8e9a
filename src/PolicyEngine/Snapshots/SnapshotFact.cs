using PolicyEngine.Facts;

namespace PolicyEngine.Snapshots;

/// <summary>What a source of facts said when a snapshot was taken. Immutable.</summary>
/// <param name="Kind">The kind of the source.</param>
/// <param name="Asked">What it was asked, as <see cref="FactSource.Asked"/> says it.</param>
/// <param name="Answer">What it said.</param>
public sealed record SnapshotFact(string Kind, string Asked, FactAnswer Answer)
{
    /// <summary>Whether it answers for a source.</summary>
    public bool IsOf(FactSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Kind == source.Kind && Asked == source.Asked;
    }
}
