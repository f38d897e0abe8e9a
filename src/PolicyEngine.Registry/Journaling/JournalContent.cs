namespace PolicyEngine.Registry.Journaling;

/// <summary>What a journal says. Immutable.</summary>
/// <param name="Header">Its first line; null where it has none, as its run died before it was written.</param>
/// <param name="Lines">The others, as they follow.</param>
/// <param name="Length">How many of its bytes are whole lines.</param>
internal sealed record JournalContent(BeginEntry? Header, IReadOnlyList<RepositoryLine> Lines, long Length)
{
    /// <summary>What a journal says that does not exist.</summary>
    internal static JournalContent Nothing { get; } = new(null, [], 0);
}
