using PolicyEngine.Oci;

namespace PolicyEngine.Registry.Journaling;

/// <summary>What a journal says was begun and not brought to its end. Immutable.</summary>
/// <param name="Repositories">The repositories that were begun and not ended,
/// or in which a tag may be on a placeholder still; ordinal order.</param>
/// <param name="Held">The tags that may be on a placeholder still, with the image that each is removed from.</param>
internal sealed record UnfinishedWork(IReadOnlySet<string> Repositories, IReadOnlyCollection<HeldTag> Held)
{
    /// <summary>
    /// Whether there is nothing. What else a run left undone does not count: another plan is made from what there is.
    /// </summary>
    internal bool IsNothing => Repositories.Count == 0;

    /// <summary>The repositories in which something was begun and not ended, by the lines of a journal without its header.</summary>
    internal static IEnumerable<RepositoryInfo> RepositoriesIn(IReadOnlyList<JournalEntry> entries) =>
        entries
            .Where(entry => entry is { Type: "repository", Registry: not null, Name: not null, Provider: not null })
            .GroupBy(entry => entry.Repository, StringComparer.Ordinal)
            .Select(group => InfoOf(group.Last()))
            .IntersectBy(Of(entries).Repositories, info => info.FullName);

    internal static RepositoryInfo InfoOf(JournalEntry entry) =>
        new()
        {
            Registry = entry.Registry ?? "",
            Name = entry.Name ?? "",
            Provider = entry.Provider ?? "",
        };

    /// <summary>Reads it out of the lines of a journal; a header among them is passed over.</summary>
    internal static UnfinishedWork Of(IEnumerable<JournalEntry> entries)
    {
        var begun = new SortedSet<string>(StringComparer.Ordinal);
        var held = new Dictionary<(string Repository, string Tag), HeldTag>();
        var intents = new Dictionary<int, JournalEntry>();
        foreach (var entry in entries.Where(entry => entry.Repository is not null))
        {
            var repository = entry.Repository!;
            switch (entry.Type)
            {
                case "repository":
                    begun.Add(repository);
                    break;
                case "end":
                    begun.Remove(repository);
                    break;
                case "placeholder":
                    foreach (var tag in entry.Tags ?? [])
                    {
                        held[(repository, tag)] = new HeldTag(
                            repository,
                            tag,
                            entry.Sequence is { } of && intents.TryGetValue(of, out var taking) ? taking.Digest : null
                        );
                    }

                    break;
                case "intent" when entry is { Action: "untag" or "tag", Sequence: { } id }:
                    intents[id] = entry;
                    break;
                case "outcome" when entry.Sequence is { } id && intents.TryGetValue(id, out var intent):
                    foreach (var tag in intent.Tags ?? [])
                    {
                        held.Remove((repository, tag));
                    }

                    break;
            }
        }

        begun.UnionWith(held.Values.Select(tag => tag.Repository));
        return new UnfinishedWork(begun, held.Values);
    }
}

/// <summary>A tag that may be on a placeholder.</summary>
/// <param name="Repository">The repository, <c>registry/name</c>.</param>
/// <param name="Tag">The tag.</param>
/// <param name="Image">The image that it is removed from; null where the journal does not say.</param>
internal sealed record HeldTag(string Repository, string Tag, string? Image);
