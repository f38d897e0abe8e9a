using PolicyEngine.Applying;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Journaling;

/// <summary>What a journal says was taken from a repository.</summary>
/// <param name="Info">The repository.</param>
/// <param name="Manifests">Every manifest that was deleted, or may have been, with its bytes.</param>
/// <param name="Lost">Those whose bytes are not beside the journal, or damaged.</param>
/// <param name="Tags">The tags that went, with the manifest that each led to: deleted with it, or taken off.</param>
/// <param name="Untagged">The images that stayed and lost a tag, with their bytes.</param>
/// <param name="PackageDeleted">Whether the package was deleted as a whole.</param>
internal sealed record JournaledRepository(
    RepositoryInfo Info,
    IReadOnlyDictionary<string, SavedManifest> Manifests,
    IReadOnlyList<string> Lost,
    IReadOnlyList<(string Tag, string Digest)> Tags,
    IReadOnlyDictionary<string, SavedManifest> Untagged,
    bool PackageDeleted
)
{
    /// <summary>What went with the package as a whole, if it did: each manifest with its tags.</summary>
    internal IReadOnlyList<(string Digest, IReadOnlyList<string> Tags)> Whole { get; init; } = [];

    /// <summary>What was pushed to take tags off, and may be there still.</summary>
    internal IReadOnlySet<string> Placeholders { get; init; } = new HashSet<string>();

    /// <summary>The digests of the placeholders that lines announce.</summary>
    internal static IReadOnlySet<string> PlaceholdersIn(IEnumerable<RepositoryLine> lines) =>
        lines.OfType<PlaceholderEntry>().Select(placeholder => placeholder.Digest).ToHashSet(StringComparer.Ordinal);

    /// <summary>Reads it out of a journal. An intent without a result may have been carried out, and counts as if it was.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="info">The repository.</param>
    /// <param name="others">The journals beside it, which may have bytes that it has lost.</param>
    internal static JournaledRepository Of(ApplyJournal journal, RepositoryInfo info, OtherJournals others)
    {
        var lines = journal.EarlierOf(info.FullName);
        var results = lines.OfType<OutcomeEntry>().ToLookup(outcome => outcome.Sequence);
        var intents = lines.OfType<IntentEntry>().Where(intent => results[intent.Sequence].All(outcome => outcome.IsDone)).ToList();
        var saved = lines.OfType<SavedEntry>().ToLookup(entry => entry.Digest, StringComparer.Ordinal);
        var manifests = new Dictionary<string, SavedManifest>(StringComparer.Ordinal);
        var untagged = new Dictionary<string, SavedManifest>(StringComparer.Ordinal);
        var tags = new SortedSet<(string, string)>();
        var lost = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var intent in intents.Where(intent => intent is { Digest: not null, Action: ApplyAction.Delete or ApplyAction.Untag }))
        {
            var digest = intent.Digest!;
            if (saved[digest].LastOrDefault() is not { } entry || (journal.Bodies.Find(digest) ?? others.FindBody(digest)) is not { } body)
            {
                lost.Add(digest);
                continue;
            }

            var manifest = (entry with { VersionId = intent.VersionId ?? entry.VersionId }).WithBody(body);
            (intent.Action == ApplyAction.Delete ? manifests : untagged)[digest] = manifest;

            // Where it is not known what came of it, the image may have gone with the tag, and its other tags with it.
            foreach (
                var tag in intent.Action == ApplyAction.Delete || !results[intent.Sequence].Any() ? manifest.Target.Tags : intent.Tags ?? []
            )
            {
                tags.Add((tag, digest));
            }
        }

        var packageDeleted = intents.Exists(intent => intent.Action == ApplyAction.DeletePackage);
        return new JournaledRepository(info, manifests, [.. lost], [.. tags], untagged, packageDeleted)
        {
            Placeholders = PlaceholdersIn(lines),
            Whole = packageDeleted ? [.. saved.Select(entry => (entry.Key, (IReadOnlyList<string>)(entry.Last().Tags ?? [])))] : [],
        };
    }
}
