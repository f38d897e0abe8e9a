using System.Collections.Immutable;
using System.Text.Json;
using PolicyEngine.Registry.Files;

namespace PolicyEngine.Registry.Journaling;

/// <summary>Reads journals (semantics.md#files).</summary>
/// <remarks>
/// A last line without an end was being written when the process died: it
/// is left out. Anything else that is not a line of a journal is an error.
/// </remarks>
internal static class JournalReader
{
    /// <summary>Far more than all tags of one manifest; what is longer is not a journal, or a device without an end.</summary>
    private const int LineLimit = 16 * 1024 * 1024;
    private const long LengthLimit = 4L * 1024 * 1024 * 1024;

    /// <summary>Reads a journal.</summary>
    /// <exception cref="JournalException">It cannot be read, is not a journal, is damaged, or of another format version.</exception>
    internal static JournalContent Read(string path)
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

    private static JournalContent ReadLines(string path, FileStream file)
    {
        BeginEntry? header = null;
        var lines = new List<RepositoryLine>();
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
                var text = line.GetBuffer().AsSpan(0, (int)line.Length);
                if (header is null)
                {
                    header = ParseHeader(path, text);
                }
                else
                {
                    lines.Add(Parse(path, text, lines.Count + 2) as RepositoryLine ?? throw NotAnEntry(path, lines.Count + 2));
                }

                length += line.Length + 1;
                line.SetLength(0);
            }

            line.Write(rest);
            if (line.Length > LineLimit)
            {
                throw Error(path, $"line {(header is null ? 1 : lines.Count + 2)} is too long");
            }
        }

        return header is not null || IsStartOfHeader(line)
            ? new JournalContent(header, lines, length)
            : throw Error(path, "its first line is not a header");
    }

    /// <summary>Whether a file without one whole line may be a journal whose header was being written.</summary>
    private static bool IsStartOfHeader(MemoryStream line)
    {
        var expected = "{\"type\":\"begin\",\"formatVersion\":1"u8;
        var found = line.GetBuffer().AsSpan(0, (int)line.Length);
        return found.StartsWith(expected) || expected.StartsWith(found);
    }

    private static BeginEntry ParseHeader(string path, ReadOnlySpan<byte> line)
    {
        if (Parse(path, line, 1) is not BeginEntry header)
        {
            throw Error(path, "its first line is not a header");
        }

        return header.FormatVersion == BeginEntry.CurrentFormatVersion
            ? header
            : throw Error(
                path,
                $"it has the format version "
                    + $"{header.FormatVersion?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}, but "
                    + $"only {BeginEntry.CurrentFormatVersion} is supported"
            );
    }

    private static JournalEntry Parse(string path, ReadOnlySpan<byte> line, int number)
    {
        try
        {
            return JsonSerializer.Deserialize(line, JournalJsonContext.Default.JournalEntry) is { } entry && IsWhole(entry)
                ? entry
                : throw NotAnEntry(path, number);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException)
        {
            throw NotAnEntry(path, number, e);
        }
    }

    /// <summary>Whether no list has a place without a text.</summary>
    private static bool IsWhole(JournalEntry entry) =>
        Array.TrueForAll(
            entry switch
            {
                BeginEntry begin => [begin.Policies, begin.PolicyPaths],
                SavedEntry saved => [saved.Tags, saved.Absent],
                IntentEntry intent => [intent.Tags],
                PlaceholderEntry placeholder => [placeholder.Tags],
                _ => Array.Empty<ImmutableArray<string>?>(),
            },
            list => list is not { } texts || (!texts.IsDefault && texts.All(text => text is not null))
        );

    private static JournalException NotAnEntry(string path, int number, Exception? inner = null) =>
        Error(path, $"line {number} is not a journal entry", inner);

    private static JournalException Error(string path, string what, Exception? inner = null) =>
        new($"'{path}' is not a usable journal: {what}.", JournalFault.Unusable, inner);
}
