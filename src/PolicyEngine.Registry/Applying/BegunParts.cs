using System.Collections.Immutable;
using PolicyEngine.Applying;
using PolicyEngine.Evaluation;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Journaling;

namespace PolicyEngine.Registry.Applying;

/// <summary>Reads out of a journal what its runs began in a repository and may have left.</summary>
internal static class BegunParts
{
    /// <summary>
    /// The manifests that were to go with those that are gone, or may be, by the bodies beside the
    /// journal; not those that were seen to go themselves. Nothing where a body cannot be understood.
    /// </summary>
    /// <param name="journal">The journal.</param>
    /// <param name="repository">The repository, <c>registry/name</c>.</param>
    public static ImmutableArray<BegunPart> In(ApplyJournal journal, string repository)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(repository);
        var lines = journal.EarlierOf(repository);
        var (begun, gone) = DeletedIn(lines);
        var saved = SavedIn(lines, begun);
        return Read(journal, lines, saved) is not { } condemned
            ? []
            :
            [
                .. condemned
                    .ReachOf(begun)
                    .Where(digest => !gone.Contains(digest))
                    .Order(StringComparer.Ordinal)
                    .Select(digest => saved[digest])
                    .Select(entry => new BegunPart(entry.Digest, entry.VersionId, entry.Rule, entry.Source)),
            ];
    }

    /// <summary>The documents of those that are known to be gone.</summary>
    internal static IReadOnlyCollection<ManifestRecord> GoneIn(ApplyJournal journal, string repository)
    {
        var lines = journal.EarlierOf(repository);
        var (begun, gone) = DeletedIn(lines);
        return Read(journal, lines, SavedIn(lines, begun)) is { } condemned
            ? [.. condemned.Records.Where(record => gone.Contains(record.Digest))]
            : [];
    }

    private static Dictionary<string, SavedEntry> SavedIn(List<RepositoryLine> lines, HashSet<string> begun) =>
        begun.Count == 0
            ? []
            : lines
                .OfType<SavedEntry>()
                .Where(entry => entry.Order > 0 || begun.Contains(entry.Digest))
                .GroupBy(entry => entry.Digest, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);

    /// <summary>The documents of what was to go, by the bodies beside the
    /// journal, or null if there is none, or one cannot be understood.</summary>
    private static CondemnedSet? Read(ApplyJournal journal, List<RepositoryLine> lines, Dictionary<string, SavedEntry> saved)
    {
        if (saved.Count == 0 || lines.OfType<RepositoryEntry>().LastOrDefault() is not { } repository)
        {
            return null;
        }

        try
        {
            return new CondemnedSet(
                repository.Info,
                saved
                    .Values.Select(entry => journal.Bodies.Find(entry.Digest) is { } body ? entry.WithBody(body) : null)
                    .OfType<SavedManifest>()
            );
        }
        catch (RegistryException)
        {
            return null;
        }
    }

    /// <summary>What was deleted, or may have been, and not brought back since; and those of which it is known.</summary>
    private static (HashSet<string> Begun, HashSet<string> Gone) DeletedIn(List<RepositoryLine> lines)
    {
        var results = lines.OfType<OutcomeEntry>().ToLookup(outcome => outcome.Sequence);
        var begun = new HashSet<string>(StringComparer.Ordinal);
        var gone = new HashSet<string>(StringComparer.Ordinal);
        foreach (var intent in lines.OfType<IntentEntry>())
        {
            if (intent.Digest is not { } digest)
            {
                continue;
            }

            var ended = results[intent.Sequence].LastOrDefault();
            if (intent.Action == ApplyAction.Restore)
            {
                begun.Remove(digest);
                gone.Remove(digest);
            }
            else if (intent.Action == ApplyAction.Delete && ended is not { IsDone: false })
            {
                begun.Add(digest);
                if (ended is not null)
                {
                    gone.Add(digest);
                }
            }
        }

        return (begun, gone);
    }
}
