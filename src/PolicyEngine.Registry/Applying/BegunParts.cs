using System.Collections.Immutable;
using PolicyEngine.Evaluation;
using PolicyEngine.Registry.Applying.Journaling;

namespace PolicyEngine.Registry.Applying;

/// <summary>Reads out of a journal what its runs began in a repository and may have left.</summary>
public static class BegunParts
{
    private static readonly string[] NotBegun = ["failed", "retained", "spared", "not-attempted"];

    /// <summary>
    /// The manifests that were to go with those that are gone, or may be, by the bodies beside the journal; not those that were seen to go themselves.
    /// Nothing where a body cannot be understood.
    /// </summary>
    /// <param name="journal">The journal.</param>
    /// <param name="repository">The repository, <c>registry/name</c>.</param>
    public static ImmutableArray<BegunPart> In(ApplyJournal journal, string repository)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(repository);
        var entries = journal.Earlier.Where(entry => entry.Repository == repository).ToList();
        var (begun, gone) = DeletedIn(entries);
        if (begun.Count == 0)
        {
            return [];
        }

        var saved = entries.Where(entry => entry is { Type: "saved", Digest: not null } && (entry.Order > 0 || begun.Contains(entry.Digest)))
            .GroupBy(entry => entry.Digest!, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);
        var info = entries.Where(entry => entry.Type == "repository").Select(UnfinishedRun.InfoOf).LastOrDefault();
        try
        {
            var condemned = new CondemnedSet(info!, saved.Values.Select(entry => (Entry: entry, Body: journal.Bodies.Find(entry.Digest!))).Where(pair => pair.Body is not null)
                .Select(pair => new SavedManifest(new ManifestTarget(pair.Entry.Digest!, pair.Entry.Tags ?? [], pair.Entry.MediaType ?? "", pair.Entry.VersionId), pair.Body)));
            return
            [
                .. condemned.ReachOf(begun).Where(digest => !gone.Contains(digest)).Order(StringComparer.Ordinal).Select(digest => saved[digest])
                    .Select(entry => new BegunPart(entry.Digest!, entry.VersionId, entry.Rule, entry.Source)),
            ];
        }
        catch (RegistryException)
        {
            return [];
        }
    }

    /// <summary>What was deleted, or may have been, and not brought back since; and those of which it is known.</summary>
    private static (HashSet<string> Begun, HashSet<string> Gone) DeletedIn(List<JournalEntry> entries)
    {
        var results = entries.Where(entry => entry is { Type: "outcome", Sequence: not null }).ToLookup(entry => entry.Sequence!.Value, entry => entry.Result);
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
