using System.Runtime.InteropServices;

namespace PolicyEngine.Registry.Applying.Journaling;

/// <summary>Writes that survive a crash: a file is on the disk under its name, whole, or not there at all.</summary>
internal static class Durable
{
    private const int ReadOnly = 0;

    /// <summary>Whether an exception says that the disk does not take something. A limit of the length of files is told by the oddest of them.</summary>
    internal static bool IsRefusal(Exception exception) => exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;

    /// <summary>Writes a file in one step: whoever opens it sees the old content or the new one.</summary>
    /// <exception cref="IOException">The disk is full, read-only, or gone.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    internal static void Write(string path, ReadOnlySpan<byte> content)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Environment.ProcessId}.tmp");
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
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

    /// <summary>Moves a file, over the borders of file systems too: it is whole at one of the two places at any time.</summary>
    internal static void Move(string from, string to)
    {
        if (File.Exists(to))
        {
            File.Delete(from);
        }
        else
        {
            var arriving = to + ".tmp";
            File.Move(from, arriving, overwrite: true);
            File.Move(arriving, to);
        }

        SyncDirectory(Path.GetDirectoryName(to)!);
    }

    /// <summary>Makes what was renamed or removed in a directory last. Windows does so by itself.</summary>
    internal static void SyncDirectory(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
        {
            return;
        }

        // Some file systems cannot, and say so: there is nothing more to do then.
        _ = FlushDescriptor(descriptor);
        _ = Close(descriptor);
    }

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FlushDescriptor(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
