using PolicyEngine.Facts;

namespace PolicyEngine.Snapshots;

/// <summary>What a source of facts said when a snapshot was taken. Immutable.</summary>
/// <param name="Kind">The kind of the source.</param>
/// <param name="Asked">What it was asked, as <see cref="FactSource.Asked"/> says it.</param>
/// <param name="Folder">The folder whose clone decided who was asked, as <see cref="FactSource.Folder"/> says it.</param>
/// <param name="Answer">What it said.</param>
public sealed record SnapshotFact(string Kind, string Asked, string? Folder, FactAnswer Answer)
{
    /// <summary>What a source said.</summary>
    internal static SnapshotFact Of(FactSource source, FactAnswer answer) => new(source.Kind, source.Asked, source.Folder, answer);

    /// <summary>Whether it answers for a source: the same question, of the same folder where one decides who is asked.</summary>
    public bool IsOf(FactSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return IsAsked(source) && Folder == source.Folder;
    }

    /// <summary>Whether a source asks the same, in whatever folder.</summary>
    internal bool IsAsked(FactSource source) => Kind == source.Kind && Asked == source.Asked;
}
