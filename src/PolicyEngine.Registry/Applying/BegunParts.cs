using System.Collections.Immutable;
using PolicyEngine.Evaluation;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Journaling;

namespace PolicyEngine.Registry.Applying;

/// <summary>Reads out of a journal what its runs began in a repository and may have left.</summary>
internal static class BegunParts
{
    private static readonly string[] NotBegun = ["failed", "retained", "spared", "not-attempted"];

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
        var entries = journal.Earlier.Where(entry => entry.Repository == repository).ToList();
        var (begun, gone) = DeletedIn(entries);
        var saved = SavedIn(entries, begun);
        return Read(journal, entries, saved) is not { } condemned
            ? []
            :
            [
                .. condemned
                    .ReachOf(begun)
                    .Where(digest => !gone.Contains(digest))
                    .Order(StringComparer.Ordinal)
                    .Select(digest => saved[digest])
                    .Select(entry => new BegunPart(entry.Digest!, entry.VersionId, entry.Rule, entry.Source)),
            ];
    }

    /// <summary>The documents of those that are known to be gone.</summary>
    internal static IReadOnlyCollection<ManifestRecord> GoneIn(ApplyJournal journal, string repository)
    {
        var entries = journal.Earlier.Where(entry => entry.Repository == repository).ToList();
        var (begun, gone) = DeletedIn(entries);
        return Read(journal, entries, SavedIn(entries, begun)) is { } condemned
            ? [.. condemned.Records.Where(record => gone.Contains(record.Digest))]
            : [];
    }

    private static Dictionary<string, JournalEntry> SavedIn(List<JournalEntry> entries, HashSet<string> begun) =>
        begun.Count == 0
            ? []
            : entries
                .Where(entry => entry is { Type: "saved", Digest: not null } && (entry.Order > 0 || begun.Contains(entry.Digest)))
                .GroupBy(entry => entry.Digest!, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);

    /// <summary>The documents of what was to go, by the bodies beside the
    /// journal, or null if there is none, or one cannot be understood.</summary>
    private static CondemnedSet? Read(ApplyJournal journal, List<JournalEntry> entries, Dictionary<string, JournalEntry> saved)
    {
        if (saved.Count == 0 || entries.FindLast(entry => entry.Type == "repository") is not { } repository)
        {
            return null;
        }

        try
        {
            return new CondemnedSet(
                UnfinishedWork.InfoOf(repository),
                saved
                    .Values.Select(entry => (Entry: entry, Body: journal.Bodies.Find(entry.Digest!)))
                    .Where(pair => pair.Body is not null)
                    .Select(pair => new SavedManifest(
                        new ManifestTarget(pair.Entry.Digest!, pair.Entry.Tags ?? [], pair.Entry.MediaType ?? "", pair.Entry.VersionId),
                        pair.Body
                    ))
            );
        }
        catch (RegistryException)
        {
            return null;
        }
    }

    /// <summary>What was deleted, or may have been, and not brought back since; and those of which it is known.</summary>
    private static (HashSet<string> Begun, HashSet<string> Gone) DeletedIn(List<JournalEntry> entries)
    {
        var results = entries
            .Where(entry => entry is { Type: "outcome", Sequence: not null })
            .ToLookup(entry => entry.Sequence!.Value, entry => entry.Result);
        var begun = new HashSet<string>(StringComparer.Ordinal);
        var gone = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries.Where(entry => entry is { Type: "intent", Digest: not null, Sequence: not null }))
        {
            var ended = results[entry.Sequence!.Value].LastOrDefault();
            if (entry.Action == "restore")
            {
                begun.Remove(entry.Digest!);
                gone.Remove(entry.Digest!);
            }
            else if (entry.Action == "delete" && !NotBegun.Contains(ended))
            {
                begun.Add(entry.Digest!);
                if (ended is not null)
                {
                    gone.Add(entry.Digest!);
                }
            }
        }

        return (begun, gone);
    }
}
