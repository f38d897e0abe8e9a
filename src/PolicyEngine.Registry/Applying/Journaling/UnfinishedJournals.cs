using PolicyEngine.Registry.Files;

namespace PolicyEngine.Registry.Applying.Journaling;

/// <summary>Finds the journals of runs that were killed, or held up in the midst of an image.</summary>
public static class UnfinishedJournals
{
    /// <summary>The journals in a folder that were not brought to their end, in ordinal order of their names. What is not a journal, or a damaged one, is passed over.</summary>
    /// <param name="named">The journal that the run names: it is looked at whatever its name ends with.</param>
    public static IReadOnlyList<string> Beside(string named)
    {
        ArgumentNullException.ThrowIfNull(named);
        var folder = Path.GetDirectoryName(Path.GetFullPath(named))!;
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*.jsonl").Append(Path.GetFullPath(named)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Where(IsUnfinished)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static bool IsUnfinished(string path)
    {
        try
        {
            return File.Exists(path) && MayBeUnfinished(path) && !UnfinishedWork.Of(JournalReader.Read(path)).IsNothing;
        }
        catch (Exception e) when (e is JournalException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>A look without understanding the lines: years of finished journals may lie there.</summary>
    private static bool MayBeUnfinished(string path)
    {
        using var file = RegularFile.OpenRead(path);
        Span<byte> start = stackalloc byte[Beginning.Length];
        if (file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start.SequenceEqual(Beginning))
        {
            return false;
        }

        using var reader = new StreamReader(file);
        _ = reader.ReadLine();

        int begun = 0, ended = 0;
        var holds = false;
        while (reader.ReadLine() is { } line)
        {
            begun += StartsWith(line, "repository") ? 1 : 0;
            ended += StartsWith(line, "end") ? 1 : 0;
            holds |= StartsWith(line, "placeholder");
        }

        return begun > ended || holds;
    }

    private static ReadOnlySpan<byte> Beginning => "{\"type\":\"begin\""u8;

    private static bool StartsWith(string line, string type) => line.StartsWith($"{{\"type\":\"{type}\"", StringComparison.Ordinal);
}
