using PolicyEngine.Applying;
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

    /// <summary>The repositories in which something was begun and not ended, by the lines of a journal.</summary>
    internal static IEnumerable<RepositoryInfo> RepositoriesIn(IReadOnlyList<RepositoryLine> lines) =>
        lines
            .OfType<RepositoryEntry>()
            .GroupBy(entry => entry.Repository, StringComparer.Ordinal)
            .Select(group => group.Last().Info)
            .IntersectBy(Of(lines).Repositories, info => info.FullName);

    /// <summary>Reads it out of the lines of a journal.</summary>
    internal static UnfinishedWork Of(IEnumerable<RepositoryLine> lines)
    {
        var begun = new SortedSet<string>(StringComparer.Ordinal);
        var held = new Dictionary<(string Repository, string Tag), HeldTag>();
        var intents = new Dictionary<int, IntentEntry>();
        foreach (var line in lines)
        {
            var repository = line.Repository;
            switch (line)
            {
                case RepositoryEntry:
                    begun.Add(repository);
                    break;
                case EndEntry:
                    begun.Remove(repository);
                    break;
                case PlaceholderEntry placeholder:
                    foreach (var tag in placeholder.Tags ?? [])
                    {
                        held[(repository, tag)] = new HeldTag(repository, tag, intents.GetValueOrDefault(placeholder.Sequence)?.Digest);
                    }

                    break;
                case IntentEntry { Action: ApplyAction.Untag or ApplyAction.Tag } intent:
                    intents[intent.Sequence] = intent;
                    break;
                case OutcomeEntry outcome when intents.TryGetValue(outcome.Sequence, out var taken):
                    foreach (var tag in taken.Tags ?? [])
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
