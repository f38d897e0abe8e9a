using System.Globalization;
using System.Text.Json;

namespace PolicyEngine.Registry;

/// <summary>
/// When each repository was last read to its end, or cleaned, kept beside the manifests: where a limit does not suffice for all of them, those
/// that have waited longest come first. Thread-safe.
/// </summary>
/// <remarks>
/// It decides an order and nothing else, so it is not sealed, and serves every token. A folder that cannot be read or written is an empty one.
/// </remarks>
public sealed class ServedTimes
{
    /// <summary>The file in the cache.</summary>
    internal const string FileName = "served.json";

    /// <summary>More are nobody's; the oldest go first.</summary>
    private const int MostNames = 100_000;
    private const int MostBytes = 32 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly string? _directory;
    private readonly Action<string>? _log;
    private readonly Dictionary<string, DateTimeOffset> _known;
    private readonly Dictionary<string, DateTimeOffset?> _changed = new(StringComparer.Ordinal);

    private ServedTimes(string? directory, Action<string>? log)
    {
        _directory = directory;
        _log = log;
        _known = Read();
    }

    /// <summary>Opens the times of a cache.</summary>
    /// <param name="options">Names its folder; without one nothing is known, and nothing is kept.</param>
    public static ServedTimes Open(RegistryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new ServedTimes(options.CacheDirectory, options.Log);
    }

    /// <summary>When a repository was served last; the smallest time where that is not known.</summary>
    /// <param name="fullName">The repository with its registry.</param>
    public DateTimeOffset Of(string fullName)
    {
        lock (_gate)
        {
            return _changed.TryGetValue(fullName, out var changed) ? changed ?? DateTimeOffset.MinValue : _known.GetValueOrDefault(fullName);
        }
    }

    /// <summary>Notes that a repository was served; null that it waits, and comes first in the next run.</summary>
    /// <param name="fullName">The repository with its registry.</param>
    /// <param name="at">When.</param>
    public void Note(string fullName, DateTimeOffset? at)
    {
        lock (_gate)
        {
            _changed[fullName] = at;
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
                Write(_directory, all);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _log?.Invoke($"The cache cannot be written: {e.Message}");
            }
        }
    }

    /// <summary>Under a new name first, so that nobody reads half of it, and no link is followed.</summary>
    private static void Write(string directory, Dictionary<string, DateTimeOffset> all)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, FileName);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            using (var writer = new Utf8JsonWriter(stream))
            {
                writer.WriteStartObject();
                writer.WriteNumber("formatVersion", 1);
                writer.WriteStartObject("served");
                foreach (var (name, at) in all.OrderByDescending(pair => pair.Value).Take(MostNames).OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    writer.WriteString(name, at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
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
            if (_directory is null || Path.Combine(_directory, FileName) is var path && new FileInfo(path) is not { Exists: true, Length: <= MostBytes })
            {
                return times;
            }

            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            foreach (var entry in document.RootElement.GetProperty("served").EnumerateObject())
            {
                if (entry.Value.ValueKind == JsonValueKind.String && entry.Value.TryGetDateTimeOffset(out var at))
                {
                    times[entry.Name] = at;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            _log?.Invoke($"The cache cannot be used fully: {e.Message}");
        }

        return times;
    }
}
