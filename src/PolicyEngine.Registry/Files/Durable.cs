namespace PolicyEngine.Registry.Files;

/// <summary>Writes that survive a crash: a file is on the disk under its name, whole, or not there at all.</summary>
internal static class Durable
{
    /// <summary>Whether an exception says that the disk does not take something.
    /// A limit of the length of files is told by the oddest of them.</summary>
    internal static bool IsRefusal(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;

    /// <summary>Writes a file in one step: whoever opens it sees the old content or the new one.</summary>
    /// <exception cref="IOException">The disk is full, read-only, or gone.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    internal static void Write(string path, ReadOnlySpan<byte> content)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Environment.ProcessId}.tmp");
        try
        {
            using (var file = OwnFiles.CreateAnew(temporary, bufferSize: 0))
            {
                file.Write(content);
                DiskCalls.Flush(file);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        SyncDirectory(folder);
    }

    /// <summary>Moves a file, over the borders of file systems too: it is whole
    /// at one of the two places at any time, and on the disk there.</summary>
    /// <exception cref="IOException">It cannot be moved, or the disk fails.</exception>
    internal static void Move(string from, string to)
    {
        var folder = Path.GetDirectoryName(to)!;

        // What is there of another length is the rest of something else, and the file is kept.
        if (new FileInfo(to) is not { Exists: true } there || there.Length != new FileInfo(from).Length)
        {
            if (DiskCalls.TryRename(from, to))
            {
                SyncDirectory(folder);
                return;
            }

            CopyTo(from, to);
        }

        // The new name has to last before the old one goes.
        SyncDirectory(folder);
        File.Delete(from);
    }

    /// <summary>Makes a directory, and those above it that are missing, and returns when they are on the disk.</summary>
    /// <exception cref="IOException">It cannot be made, or the disk fails.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    internal static void CreateDirectory(string folder)
    {
        var full = Path.GetFullPath(folder);
        if (Directory.Exists(full))
        {
            return;
        }

        var parent = Path.GetDirectoryName(full)!;
        CreateDirectory(parent);
        Directory.CreateDirectory(full);
        SyncDirectory(parent);
    }

    /// <summary>Makes what was renamed or removed in a directory last. Windows does so by itself.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    internal static void SyncDirectory(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            DiskCalls.FlushDirectory(folder);
        }
    }

    /// <summary>Copies a file: the copy is on the disk under its name, whole, or not there at all.</summary>
    /// <exception cref="IOException">It cannot be copied, or the disk fails.</exception>
    internal static void Copy(string from, string to)
    {
        CopyTo(from, to);
        SyncDirectory(Path.GetDirectoryName(to)!);
    }

    private static void CopyTo(string from, string to)
    {
        var temporary = to + ".tmp";
        try
        {
            using (var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.Read))
            using (var copy = OwnFiles.CreateAnew(temporary))
            {
                source.CopyTo(copy);
                DiskCalls.Flush(copy);
            }

            File.Move(temporary, to, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
