using System.Text.Json;
using PolicyEngine.Registry.Files;

namespace PolicyEngine.Registry.Journaling;

/// <summary>Reads journals (semantics.md#files).</summary>
/// <remarks>
/// A last line without an end was being written when the process died: it
/// is left out. Anything else that is not a line of a journal is an error.
/// </remarks>
public static class JournalReader
{
    /// <summary>Far more than all tags of one manifest; what is longer is not a journal, or a device without an end.</summary>
    private const int LineLimit = 16 * 1024 * 1024;
    private const long LengthLimit = 4L * 1024 * 1024 * 1024;

    /// <summary>Reads a journal whole.</summary>
    /// <returns>The entries, the header first; none where the file is empty or only has the beginning of its header.</returns>
    /// <exception cref="JournalException">It cannot be read, is not a journal, is damaged, or of another format version.</exception>
    public static IReadOnlyList<JournalEntry> Read(string path) => ReadWithLength(path).Entries;

    /// <summary>Reads a journal, and says how many of its bytes are whole lines.</summary>
    internal static (IReadOnlyList<JournalEntry> Entries, long Length) ReadWithLength(string path)
    {
        try
        {
            using var file = RegularFile.OpenRead(path);
            return file.Length <= LengthLimit ? ReadLines(path, file) : throw Error(path, "it is too large");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"The journal '{path}' cannot be read: {e.Message}", JournalFault.Unusable, e);
        }
    }

    private static (IReadOnlyList<JournalEntry>, long) ReadLines(string path, FileStream file)
    {
        var entries = new List<JournalEntry>();
        long length = 0;
        using var line = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = file.Read(buffer)) > 0)
        {
            var rest = buffer.AsSpan(0, read);
            for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
            {
                line.Write(rest[..end]);
                entries.Add(Parse(path, line.GetBuffer().AsSpan(0, (int)line.Length), entries.Count + 1));
                length += line.Length + 1;
                line.SetLength(0);
            }

            line.Write(rest);
            if (line.Length > LineLimit)
            {
                throw Error(path, $"line {entries.Count + 1} is too long");
            }
        }

        return entries.Count > 0 || IsStartOfHeader(line) ? (entries, length) : throw Error(path, "its first line is not a header");
    }

    /// <summary>Whether a file without one whole line may be a journal whose header was being written.</summary>
    private static bool IsStartOfHeader(MemoryStream line)
    {
        var expected = "{\"type\":\"begin\",\"formatVersion\":1"u8;
        var found = line.GetBuffer().AsSpan(0, (int)line.Length);
        return found.StartsWith(expected) || expected.StartsWith(found);
    }

    private static JournalEntry Parse(string path, ReadOnlySpan<byte> line, int number)
    {
        JournalEntry? entry;
        try
        {
            entry = JsonSerializer.Deserialize(line, JournalJsonContext.Default.JournalEntry);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Error(path, $"line {number} is not a journal entry", e);
        }

        if (entry is null || (number == 1) != (entry.Type == "begin"))
        {
            throw Error(path, number == 1 ? "its first line is not a header" : $"line {number} is not a journal entry");
        }

        if (number == 1 && entry.FormatVersion != JournalEntry.CurrentFormatVersion)
        {
            throw Error(
                path,
                $"it has the format version "
                    + $"{entry.FormatVersion?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}, but "
                    + $"only {JournalEntry.CurrentFormatVersion} is supported"
            );
        }

        return
            entry.Type is "begin" or "repository" or "saved" or "intent" or "placeholder" or "outcome" or "end"
            && (number == 1 || entry.Repository is not null)
            && IsWhole(entry)
            ? entry
            : throw Error(path, $"line {number} is not a journal entry");
    }

    /// <summary>Whether a line has what its type needs, and no list has a place without a text.</summary>
    private static bool IsWhole(JournalEntry entry) =>
        entry.Type switch
        {
            "repository" => entry is { Registry: not null, Name: not null, Provider: not null },
            "saved" => entry.Digest is not null,
            "intent" => entry is { Sequence: not null, Action: not null },
            "placeholder" => entry is { Sequence: not null, Digest: not null },
            "outcome" => entry is { Sequence: not null, Result: not null },
            _ => true,
        }
        && Array.TrueForAll([entry.Policies, entry.PolicyPaths, entry.Tags, entry.Absent], list =>
            list is not { } texts || (!texts.IsDefault && texts.All(text => text is not null))
        );

    private static JournalException Error(string path, string what, Exception? inner = null) =>
        new($"'{path}' is not a usable journal: {what}.", JournalFault.Unusable, inner);
}
