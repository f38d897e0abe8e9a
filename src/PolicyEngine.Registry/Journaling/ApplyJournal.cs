using System.Collections.Immutable;
using PolicyEngine.Applying;
using PolicyEngine.Planning;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Files;

namespace PolicyEngine.Registry.Journaling;

/// <summary>
/// The journal of an apply: written ahead, each line on the disk before what
/// it announces is done. Only one process can have it open. Thread-safe.
/// </summary>
public sealed class ApplyJournal : IDisposable
{
    /// <summary>The end of the name that a journal has by default.</summary>
    public const string Suffix = ".journal.jsonl";

    /// <summary>What is put after a journal's name to name the plan that is kept beside it, where nobody else keeps it.</summary>
    public const string PlanSuffix = ".plan.json";

    /// <summary>What is put after a journal's name to name the folder of the blobs that a layout gave up.</summary>
    internal const string BlobSuffix = ".blobs";

    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly FileLock _lock;
    private readonly TimeProvider _clock;
    private int _lastId;

    private ApplyJournal(
        string path,
        FileStream file,
        FileLock held,
        TimeProvider clock,
        BeginEntry header,
        IReadOnlyList<RepositoryLine> earlier
    )
    {
        Path = path;
        Header = header;
        _file = file;
        _lock = held;
        _clock = clock;
        Earlier = earlier;
        _lastId = earlier.OfType<IntentEntry>().Select(intent => intent.Sequence).DefaultIfEmpty(0).Max();
        Bodies = new BodyStore(path);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Its first line: the plan and the policies.</summary>
    internal BeginEntry Header { get; }

    /// <summary>What an earlier run has written into it, the header aside; a hint, to be verified.</summary>
    internal IReadOnlyList<RepositoryLine> Earlier { get; }

    /// <summary>What an earlier run has written of a repository.</summary>
    internal List<RepositoryLine> EarlierOf(string repository) => [.. Earlier.Where(line => line.Repository == repository)];

    /// <summary>What it said when it was opened.</summary>
    internal UnfinishedJournal AsUnfinished() => new(Path, Header, Earlier);

    /// <summary>The bodies beside it.</summary>
    internal BodyStore Bodies { get; }

    /// <summary>The folder beside it for blobs that a layout gives up.</summary>
    public string BlobFolder => Path + BlobSuffix;

    /// <summary>Opens the journal of a plan: a new one, or that of an earlier run
    /// of the same plan. <see cref="FinishedJournal"/> makes room for it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="planSha256">The SHA-256 of the plan file.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="JournalException">It cannot be written, is in use, is damaged, or is of another plan.</exception>
    public static ApplyJournal Open(string path, Plan plan, string planSha256, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(clock);
        var header = new BeginEntry
        {
            FormatVersion = BeginEntry.CurrentFormatVersion,
            Plan = planSha256,
            Policies = [.. plan.Policies.Select(policy => policy.Sha256)],
            PolicyPaths = [.. plan.Policies.Select(policy => policy.Path)],
        };
        return Open(path, clock, found =>
        {
            if (found is not null && found.Plan != planSha256)
            {
                throw new JournalException(
                    $"The journal '{path}' belongs to another plan. Name another file with --journal.",
                    JournalFault.Unfinished
                );
            }

            return header;
        });
    }

    /// <summary>Opens a journal that is there, to undo what it says.</summary>
    /// <exception cref="JournalException">It cannot be read or written, is in use, damaged or empty.</exception>
    public static ApplyJournal OpenExisting(string path, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return File.Exists(path)
            ? Open(path, clock, found =>
                found ?? throw new JournalException($"The journal '{path}' is empty: nothing was done under it.", JournalFault.Unusable)
            )
            : throw new JournalException(
                Directory.Exists(path) ? FolderText(path) : $"The journal '{path}' does not exist.",
                JournalFault.Missing
            );
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _lock.Dispose();
    }

    /// <summary>Notes a repository before anything is done in it.</summary>
    internal void Begin(RepositoryPlan plan, RegistryTarget target) =>
        Append(
            new RepositoryEntry
            {
                Repository = plan.Info.FullName,
                Registry = plan.Info.Registry,
                Name = plan.Info.Name,
                Provider = plan.Info.Provider,
                Url = target.Url,
                ApiUrl = target.ApiUrl,
                Insecure = target.Insecure ? true : null,
                LayoutPath = target.LayoutPath,
                Snapshot = plan.Snapshot.Sha256,
            }
        );

    /// <summary>Keeps a manifest beside the journal, then notes it.</summary>
    internal void Save(string repository, SavedManifest manifest, PlannedManifest row)
    {
        var target = manifest.Target;
        Bodies.Save(target.Digest, manifest.Body.Span);
        Append(
            new SavedEntry
            {
                Repository = repository,
                Digest = target.Digest,
                MediaType = target.MediaType,
                VersionId = target.VersionId,
                Order = row.Order,
                Tags = target.Tags,
                Absent = manifest.Absent.IsEmpty ? null : manifest.Absent,
                Rule = row.Order > 0 ? row.Verdict.Rule : null,
                Source = row.Order > 0 ? row.Verdict.Source : null,
                Extra = manifest.Extra,
            },
            flush: false
        );
    }

    /// <summary>Notes what is about to be done; everything up to it is on the disk when this returns.</summary>
    /// <returns>The number to note the result under.</returns>
    internal int Announce(string repository, ApplyAction action, ManifestTarget? target, ImmutableArray<string> tags)
    {
        var id = Interlocked.Increment(ref _lastId);
        Append(
            new IntentEntry
            {
                Repository = repository,
                Sequence = id,
                Action = action,
                Digest = target?.Digest,
                VersionId = target?.VersionId,
                Tags = tags,
            }
        );
        return id;
    }

    /// <summary>Notes a manifest that takes a tag for a moment.</summary>
    internal void AnnouncePlaceholder(string repository, int id, string digest, string tag) =>
        Append(
            new PlaceholderEntry
            {
                Repository = repository,
                Sequence = id,
                Digest = digest,
                Tags = [tag],
            }
        );

    /// <summary>Notes what came of it.</summary>
    internal void Conclude(string repository, int id, ApplyOutcome outcome, string text) =>
        Append(
            new OutcomeEntry
            {
                Repository = repository,
                Sequence = id,
                Result = outcome,
                Message = text.Length > 0 ? text : null,
            }
        );

    /// <summary>Notes that a repository is finished.</summary>
    internal void End(string repository, string text) => Append(new EndEntry { Repository = repository, Message = text });

    internal static JournalException InUse(string path) =>
        new($"The journal '{path}' is in use: another apply of the same plan is running.", JournalFault.InUse);

    private static string FolderText(string path) => $"'{path}' is a folder, not a journal.";

    private static ApplyJournal Open(string path, TimeProvider clock, Func<BeginEntry?, BeginEntry> header)
    {
        if (Directory.Exists(path))
        {
            throw new JournalException(FolderText(path), JournalFault.Missing);
        }

        FileLock? held = null;
        FileStream? file = null;
        try
        {
            held = FileLock.TryTake(path + ".lock") ?? throw InUse(path);
            var content = File.Exists(path) ? JournalReader.Read(path) : JournalContent.Nothing;
            var first = header(content.Header);
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
            file.SetLength(content.Length);
            file.Seek(0, SeekOrigin.End);
            var journal = new ApplyJournal(path, file, held, clock, first, content.Lines);
            if (content.Header is null)
            {
                journal.Append(first);
                Durable.SyncDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
            }

            return journal;
        }
        catch (Exception e)
        {
            file?.Dispose();
            held?.Dispose();
            if (Durable.IsRefusal(e))
            {
                throw new JournalException(
                    $"The journal '{path}' cannot be written, and nothing is deleted that cannot be recorded: {e.Message}",
                    innerException: e
                );
            }

            throw;
        }
    }

    private void Append(JournalEntry entry, bool flush = true)
    {
        byte[] line = [.. (entry with { Time = _clock.GetUtcNow().UtcDateTime }).ToUtf8(), (byte)'\n'];
        lock (_gate)
        {
            try
            {
                _file.Write(line);
                if (flush)
                {
                    DiskCalls.Flush(_file);
                }
            }
            catch (Exception e) when (Durable.IsRefusal(e) || e is ObjectDisposedException)
            {
                throw new JournalException(
                    $"The journal '{Path}' cannot be written, and nothing is deleted that cannot be recorded: {e.Message}",
                    innerException: e
                );
            }
        }
    }
}
