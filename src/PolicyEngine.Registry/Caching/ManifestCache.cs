using PolicyEngine.Registry.Files;

namespace PolicyEngine.Registry.Caching;

/// <summary>
/// Documents by their digest on disk, because a digest never changes: manifests, indexes, configs. Few files, so that CI caches like it;
/// any number of processes may use one directory at the same time. Thread-safe.
/// </summary>
/// <remarks>
/// Nothing in it is trusted: a reader hashes what it gets, or checks a seal of its own. A directory that
/// cannot be read or written is an empty cache and never a failure. Each run adds at most one file. When
/// there are too many files or bytes, one run writes what it used, then the newest documents, into one file.
/// </remarks>
internal sealed class ManifestCache : IDisposable
{
    internal const string PackEnd = ".pepack";

    /// <summary>How the names of answers begin, which are not documents: they are of
    /// use to one token only, and not joined where nobody asked for them.</summary>
    internal const string Answers = "answer:";

    /// <summary>The number of files beyond which they are joined.</summary>
    internal const int MaxPacks = 16;

    /// <summary>The bytes beyond which something goes, if nothing else is said: 512 MiB.</summary>
    internal const long DefaultMaxBytes = 512L * 1024 * 1024;

    /// <summary>A document larger than that is not kept.</summary>
    private const int MaxBody = 4 * 1024 * 1024;

    private static readonly TimeSpan TemporaryLife = TimeSpan.FromDays(1);

    private readonly string _directory;
    private readonly long _maxBytes;
    private readonly TimeProvider _clock;
    private readonly Action<string>? _log;
    private readonly Action<string>? _warn;
    private readonly Lock _gate = new();
    private readonly List<PackFile> _packs = [];
    private readonly Dictionary<string, (PackFile? Pack, PackEntry Entry)> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private PackWriter? _writer;
    private bool _broken;
    private bool _damaged;
    private bool _disposed;

    private ManifestCache(string directory, TimeProvider clock, Action<string>? log, long maxBytes, Action<string>? warn)
    {
        _directory = directory;
        _clock = clock;
        _log = log;
        _maxBytes = maxBytes;
        _warn = warn;
    }

    /// <summary>Opens a directory, and makes it if there is none.</summary>
    internal static ManifestCache Open(
        string directory,
        TimeProvider clock,
        Action<string>? log,
        long maxBytes = DefaultMaxBytes,
        Action<string>? warn = null
    )
    {
        var cache = new ManifestCache(directory, clock, log, maxBytes, warn);
        cache.Try(() =>
        {
            Directory.CreateDirectory(directory);
            cache.Load();
        });
        return cache;
    }

    /// <summary>Whether it is empty.</summary>
    internal bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count == 0;
            }
        }
    }

    /// <summary>Whether there is a document of a digest.</summary>
    internal bool Contains(string digest)
    {
        lock (_gate)
        {
            return _entries.ContainsKey(digest);
        }
    }

    /// <summary>The document of a digest, unverified; null where the cache has none.</summary>
    internal CachedBody? Find(string digest)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(digest, out var found))
            {
                return null;
            }

            var body = found.Pack is { } pack ? pack.Read(found.Entry) : _writer?.Read(found.Entry);
            if (body is null)
            {
                return null;
            }

            _used.Add(digest);
            return new CachedBody(found.Entry.ContentType.Length == 0 ? null : found.Entry.ContentType, body);
        }
    }

    /// <summary>Keeps a document that was verified.</summary>
    internal void Add(string digest, string? contentType, ReadOnlySpan<byte> body)
    {
        var type = contentType ?? "";
        if (body.Length > MaxBody || digest.Length > byte.MaxValue || type.Length > byte.MaxValue)
        {
            return;
        }

        lock (_gate)
        {
            if (_broken || _disposed || (_entries.TryGetValue(digest, out var known) && known.Pack is null))
            {
                return;
            }

            try
            {
                _writer ??= new PackWriter(_directory);
                _writer.Add(digest, type, body);
                _entries[digest] = (null, new PackEntry(digest, type, _writer.Position - body.Length, body.Length));
                _used.Add(digest);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _broken = true;
                _log?.Invoke($"The cache cannot be written: {e.Message}");
            }
        }
    }

    /// <summary>Forgets a document that turned out wrong, and says once that there are some.</summary>
    internal void Reject(string digest)
    {
        Forget(digest);
        if (!Interlocked.Exchange(ref _damaged, true))
        {
            _warn?.Invoke(
                $"The cache '{_directory}' is damaged, or was changed by others. Wrong entries are read again from the registry."
            );
        }
    }

    /// <summary>Forgets a document, so that another can take its place.</summary>
    internal void Forget(string digest)
    {
        lock (_gate)
        {
            _entries.Remove(digest);
            _used.Remove(digest);
        }
    }

    /// <summary>Publishes what was added, and keeps the directory within its bounds.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            Try(() =>
            {
                var bytes = _packs.Sum(p => p.Length) + (_writer?.Position ?? 0);
                if (_packs.Count + (_writer is null ? 0 : 1) > MaxPacks || bytes > _maxBytes)
                {
                    Join();
                }
                else if (_writer is { Count: > 0 })
                {
                    _writer.Finish();
                }
            });
            Try(() => _writer?.Dispose());
            foreach (var pack in _packs)
            {
                pack.Dispose();
            }
        }
    }

    private void Load()
    {
        var now = _clock.GetUtcNow().UtcDateTime;
        foreach (var leftover in Directory.EnumerateFiles(_directory, "*" + PackEnd + PackWriter.TemporaryEnd))
        {
            if (now - File.GetLastWriteTimeUtc(leftover) > TemporaryLife)
            {
                Try(() => File.Delete(leftover));
            }
        }

        // The newest last, so that it wins.
        foreach (
            var path in Directory
                .EnumerateFiles(_directory, "*" + PackEnd)
                .OrderBy(File.GetLastWriteTimeUtc)
                .ThenBy(p => p, StringComparer.Ordinal)
        )
        {
            if (!FileLook.IsRegular(path))
            {
                continue;
            }

            if (PackFile.Open(path) is not { } pack)
            {
                Try(() => File.Delete(path));
                continue;
            }

            _packs.Add(pack);
            foreach (var entry in pack.Entries)
            {
                _entries[entry.Digest] = (pack, entry);
            }
        }
    }

    /// <summary>Writes one file with what was used, then with what is newest as long as three quarters of the bound are not full.</summary>
    private void Join()
    {
        using var joined = new PackWriter(_directory);
        var newest = Enumerable
            .Reverse(_packs)
            .SelectMany(p => p.Entries.Select(e => e.Digest))
            .Where(d => !_used.Contains(d) && !d.StartsWith(Answers, StringComparison.Ordinal));
        foreach (var digest in _used.Order(StringComparer.Ordinal).Concat(newest))
        {
            if (
                _entries.Remove(digest, out var found)
                && joined.Position + found.Entry.Length < _maxBytes / 4 * 3
                && (found.Pack is { } pack ? pack.Read(found.Entry) : _writer?.Read(found.Entry)) is { } body
            )
            {
                joined.Add(digest, found.Entry.ContentType, body);
            }
        }

        joined.Finish();
        foreach (var pack in _packs)
        {
            // Another process may still read it, or have joined it already.
            Try(() => File.Delete(pack.Path));
        }
    }

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log?.Invoke($"The cache can only be used in part: {e.Message}");
        }
    }
}
