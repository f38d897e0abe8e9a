using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Manifests;

namespace PolicyEngine.Registry.Journaling;

/// <summary>
/// What the other journals in the folder of a journal have of the same repository: a later run
/// may have deleted what an earlier one left. Read when it is asked for first. Not thread-safe.
/// </summary>
internal sealed class OtherJournals
{
    private readonly string _path;
    private readonly RepositoryEntry _repository;
    private readonly Lazy<List<Journal>> _journals;
    private readonly Lazy<ILookup<string, SavedManifest>> _hanging;
    private readonly List<string> _unreadable = [];

    /// <param name="path">The journal itself, which is left out.</param>
    /// <param name="repository">How it names the repository.</param>
    internal OtherJournals(string path, RepositoryEntry repository)
    {
        _path = Path.GetFullPath(path);
        _repository = repository;
        _journals = new(() => [.. Read().OrderByDescending(journal => journal.Time)]);
        _hanging = new(FindHanging);
    }

    /// <summary>Those that could not be read, a sentence each.</summary>
    internal IReadOnlyList<string> Unreadable => _unreadable;

    /// <summary>The bytes of a manifest, whichever journal they lie beside:
    /// be it one that is being renamed. Null where none has them.</summary>
    internal byte[]? FindBody(string digest) =>
        Paths().Select(path => new BodyStore(path).Find(digest)).FirstOrDefault(body => body is not null);

    /// <summary>A manifest that another run kept the bytes of; the newest journal counts. Null where none has it.</summary>
    internal SavedManifest? Find(string digest) =>
        _journals.Value.Select(journal => journal.Find(digest)).FirstOrDefault(found => found is not null);

    /// <summary>The manifests whose subject is a given one, by their <c>subject</c> or a referrer tag.</summary>
    internal IEnumerable<SavedManifest> HangingOn(string digest) => _hanging.Value[digest];

    private IReadOnlyList<string> Paths()
    {
        try
        {
            return JournalNames.WithBodies(Path.GetDirectoryName(_path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var text = $"The other journals in its folder cannot be looked for: {e.Message}";
            if (!_unreadable.Contains(text))
            {
                _unreadable.Add(text);
            }

            return [];
        }
    }

    private IEnumerable<Journal> Read()
    {
        foreach (var path in Paths())
        {
            if (path == _path || !File.Exists(path))
            {
                continue;
            }

            IReadOnlyList<RepositoryLine> lines = [];
            try
            {
                lines = JournalReader.Read(path).Lines;
            }
            catch (JournalException e)
            {
                _unreadable.Add(e.Message);
            }

            var names = lines.OfType<RepositoryEntry>().Where(IsSame).Select(entry => entry.Repository).ToHashSet(StringComparer.Ordinal);
            var saved = lines.OfType<SavedEntry>().Where(entry => names.Contains(entry.Repository)).ToList();
            if (saved.Count > 0)
            {
                yield return new Journal(
                    saved[^1].Time ?? DateTime.MinValue,
                    new BodyStore(path),
                    saved.ToLookup(entry => entry.Digest, StringComparer.Ordinal)
                );
            }
        }
    }

    /// <summary>A layout is known by its folder, whatever it was called; GitHub does not tell upper case from lower case.</summary>
    private bool IsSame(RepositoryEntry entry) =>
        _repository.LayoutPath is { } layout
            ? entry.LayoutPath == layout
            : entry.LayoutPath is null && string.Equals(entry.Repository, _repository.Repository, StringComparison.OrdinalIgnoreCase);

    private ILookup<string, SavedManifest> FindHanging() =>
        _journals
            .Value.SelectMany(journal => journal.Digests)
            .Distinct(StringComparer.Ordinal)
            .Select(Find)
            .OfType<SavedManifest>()
            .SelectMany(SubjectsOf)
            .ToLookup(pair => pair.Subject, pair => pair.Manifest, StringComparer.Ordinal);

    private static IEnumerable<(string Subject, SavedManifest Manifest)> SubjectsOf(SavedManifest manifest)
    {
        try
        {
            return ManifestRecords.SubjectsOf(ManifestRecords.RecordOf(manifest)).Select(subject => (subject, manifest)).ToList();
        }
        catch (RegistryException)
        {
            // It was never deleted: what cannot be understood is kept.
            return [];
        }
    }

    private sealed record Journal(DateTime Time, BodyStore Bodies, ILookup<string, SavedEntry> Saved)
    {
        internal IEnumerable<string> Digests => Saved.Select(entry => entry.Key);

        internal SavedManifest? Find(string digest) =>
            Saved[digest].LastOrDefault() is { } entry && Bodies.Find(digest) is { } body ? entry.WithBody(body) : null;
    }
}
