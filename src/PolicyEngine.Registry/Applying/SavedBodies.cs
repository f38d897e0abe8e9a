using System.Collections.Concurrent;
using PolicyEngine.Planning;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Journaling;
using PolicyEngine.Registry.Manifests;

namespace PolicyEngine.Registry.Applying;

/// <summary>The manifests of one repository that something is to be done with:
/// read again and kept beside the journal before anything is changed.</summary>
/// <param name="repository">The repository.</param>
/// <param name="writer">Its writing side.</param>
/// <param name="journal">The journal.</param>
/// <param name="earlier">What earlier runs noted of the repository.</param>
/// <param name="isPlanned">Whether a manifest was there when the plan was made.</param>
internal sealed class SavedBodies(
    string repository,
    IRegistryWriter writer,
    ApplyJournal journal,
    IEnumerable<RepositoryLine> earlier,
    Func<string, bool> isPlanned
)
{
    /// <summary>From this many on it is the registry that cannot be read, and not some of its manifests.</summary>
    private const int MostUnreadable = 20;

    private readonly ILookup<string, SavedEntry> _noted = earlier
        .OfType<SavedEntry>()
        .ToLookup(entry => entry.Digest, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SavedManifest> _saved = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _asked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _present = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _unreadable = new(StringComparer.Ordinal);

    /// <summary>Those whose bytes are known: they are there, or an earlier run under this journal kept them.</summary>
    internal IReadOnlyDictionary<string, SavedManifest> Known => _saved;

    /// <summary>Those that could not be read though nothing says that they are gone, each with the reason.</summary>
    internal IReadOnlyDictionary<string, string> Unreadable => _unreadable;

    /// <summary>Whether one was asked for.</summary>
    internal bool WasAsked(string digest) => _asked.ContainsKey(digest);

    /// <summary>Whether one was there when it was read.</summary>
    internal bool WasPresent(string digest) => _present.ContainsKey(digest);

    /// <summary>Reads manifests and keeps them.</summary>
    /// <exception cref="JournalException">One cannot be kept.</exception>
    /// <exception cref="RegistryException">Too many of them cannot be read.</exception>
    internal async Task ReadAsync(IReadOnlyList<PlannedManifest> rows, CancellationToken cancellationToken)
    {
        // The first one alone: it brings the token that the others use.
        if (_asked.IsEmpty && rows.Count > 0)
        {
            await ReadAsync(rows[0], cancellationToken).ConfigureAwait(false);
            rows = [.. rows.Skip(1)];
        }

        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = Math.Max(1, writer.Traits.ReadConcurrency),
            CancellationToken = cancellationToken,
        };
        await Parallel
            .ForEachAsync(rows, parallel, async (row, token) => await ReadAsync(row, token).ConfigureAwait(false))
            .ConfigureAwait(false);
    }

    private async Task ReadAsync(PlannedManifest row, CancellationToken cancellationToken)
    {
        var target = PlannedState.TargetOf(row);
        _asked[row.Digest] = true;
        SavedManifest? read;
        try
        {
            read = await writer.ReadAsync(target, cancellationToken).ConfigureAwait(false);
            if (read is not null)
            {
                // What cannot be understood may refer to anything.
                var record = ManifestRecords.RecordOf(read);
                var children = (record.Manifests ?? []).Where(ManifestReader.IsManifest).Select(entry => entry.Digest);
                read = read with { Absent = [.. read.Absent.Union(children.Where(child => !isPlanned(child)), StringComparer.Ordinal)] };
            }
        }
        catch (RegistryException e) when (e.LimitedFor is null)
        {
            _unreadable[row.Digest] = e.Message;
            if (_unreadable.Count > MostUnreadable)
            {
                throw new RegistryException($"Too many of its manifests cannot be read: nothing more is deleted. {e.Message}", e.Status, e);
            }

            return;
        }

        if (read is not null)
        {
            _present[row.Digest] = true;
            _saved[row.Digest] = read;
            if (!_noted.Contains(row.Digest) || journal.Bodies.Find(row.Digest) is null)
            {
                journal.Save(repository, read, row);
            }
        }
        else if (row.Order > 0 && _noted[row.Digest].LastOrDefault() is { } entry && journal.Bodies.Find(row.Digest) is { } body)
        {
            // Deleted by an earlier run: what hung on it is still to be known.
            _saved[row.Digest] = new SavedManifest(target, body) { Extra = entry.Extra, Absent = entry.Absent ?? [] };
        }
    }
}
