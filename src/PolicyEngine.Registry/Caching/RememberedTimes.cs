using System.Globalization;
using System.Text.Json;
using PolicyEngine.Registry.Files;

namespace PolicyEngine.Registry.Caching;

/// <summary>
/// Times that are kept beside the cached manifests, each under a name: when a repository was
/// last read to its end, or cleaned, so that those come first that have waited longest; when a
/// registry last refused to take a tag off, so that a plan does not promise it. Thread-safe.
/// </summary>
/// <remarks>
/// They decide an order, or that something stays, and nothing else; so they are not
/// sealed, and serve every token. A folder that cannot be read or written is an empty one.
/// </remarks>
public sealed class RememberedTimes
{
    /// <summary>More are nobody's; the oldest go first.</summary>
    private const int MostNames = 100_000;
    private const int MostBytes = 32 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly string? _directory;
    private readonly string _file;
    private readonly Action<string>? _log;
    private readonly TimeProvider _clock;
    private readonly Dictionary<string, DateTimeOffset> _known;
    private readonly Dictionary<string, DateTimeOffset?> _changed = new(StringComparer.Ordinal);

    private RememberedTimes(string? directory, string file, TimeProvider clock, Action<string>? log)
    {
        _directory = directory;
        _file = file;
        _log = log;
        _clock = clock;
        _known = Read();
    }

    /// <summary>When repositories were served last.</summary>
    /// <param name="directory">The folder of the cache; without one nothing is known, and nothing is kept.</param>
    /// <param name="clock">Tells which times are not yet: nothing is known of them.</param>
    /// <param name="log">Takes what goes wrong, a line each.</param>
    public static RememberedTimes OfRepositories(string? directory, TimeProvider clock, Action<string>? log) =>
        new(directory, "served.json", clock, log);

    /// <summary>When registries last refused to take a tag off.</summary>
    internal static RememberedTimes OfUntagRefusals(string? directory, TimeProvider clock, Action<string>? log) =>
        new(directory, "untag-refused.json", clock, log);

    /// <summary>The time of a name; the smallest one if there is none.</summary>
    /// <param name="name">A repository with its registry, or a registry.</param>
    public DateTimeOffset Of(string name)
    {
        lock (_gate)
        {
            return _changed.TryGetValue(name, out var changed) ? changed ?? DateTimeOffset.MinValue : _known.GetValueOrDefault(name);
        }
    }

    /// <summary>Notes a time; null that there is none any more: a repository comes first in the next run.</summary>
    /// <param name="name">A repository with its registry, or a registry.</param>
    /// <param name="at">When.</param>
    public void Note(string name, DateTimeOffset? at)
    {
        lock (_gate)
        {
            _changed[name] = at;
        }
    }

    /// <summary>Writes what was noted, beside what other runs have noted meanwhile.</summary>
    public void Save()
    {
        lock (_gate)
        {
            if (_directory is null || _changed.Count == 0)
            {
                return;
            }

            var all = Read();
            foreach (var (name, at) in _changed)
            {
                if (at is { } time)
                {
                    all[name] = time;
                }
                else
                {
                    all.Remove(name);
                }
            }

            try
            {
                Write(Path.Combine(_directory, _file), all);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _log?.Invoke($"The cache cannot be written: {e.Message}");
            }
        }
    }

    /// <summary>Under a new name first, so that nobody reads half of it, and no link is followed.</summary>
    private static void Write(string path, Dictionary<string, DateTimeOffset> all)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            using (var writer = new Utf8JsonWriter(stream))
            {
                writer.WriteStartObject();
                writer.WriteNumber("formatVersion", 1);
                writer.WriteStartObject("times");
                foreach (
                    var (key, at) in all.OrderByDescending(pair => pair.Value)
                        .Take(MostNames)
                        .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                )
                {
                    writer.WriteString(key, at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
                }

                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private Dictionary<string, DateTimeOffset> Read()
    {
        var times = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        try
        {
            if (_directory is null)
            {
                return times;
            }

            var path = Path.Combine(_directory, _file);
            if (!FileLook.IsRegular(path) || new FileInfo(path).Length > MostBytes)
            {
                return times;
            }

            // A time to come was written by a wrong clock, or by hand: it says nothing of what was before.
            var now = _clock.GetUtcNow();
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            foreach (var entry in document.RootElement.GetProperty("times").EnumerateObject())
            {
                if (entry.Value.ValueKind == JsonValueKind.String && entry.Value.TryGetDateTimeOffset(out var at) && at <= now)
                {
                    times[entry.Name] = at;
                }
            }
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            _log?.Invoke($"The cache can only be used in part: {e.Message}");
        }

        return times;
    }
}
