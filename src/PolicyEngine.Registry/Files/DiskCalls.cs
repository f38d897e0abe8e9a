using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PolicyEngine.Registry.Files;

/// <summary>
/// Calls of the operating system of which the result counts. On Unix <see cref="FileStream.Flush(bool)"/> says nothing when the disk fails
/// (EIO) or is full (ENOSPC, EDQUOT), and the kernel tells such a failure only once.
/// </summary>
internal static class DiskCalls
{
    private const int ReadOnly = 0;
    private const int NonBlockingOnLinux = 0x800;
    private const int NonBlockingOnBsd = 4;
    private const int Interrupted = 4;
    private const int OtherFileSystem = 18;
    private const int Invalid = 22;

    /// <summary>Returns when all that was written to a file is on the disk.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public static void Flush(FileStream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (OperatingSystem.IsWindows())
        {
            file.Flush(flushToDisk: true);
            return;
        }

        file.Flush(flushToDisk: false);
        Check(Repeat(() => Sync(file.SafeFileHandle)), file.Name);
        if (OperatingSystem.IsMacOS())
        {
            // Beyond fsync, this asks the drive to write its own cache.
            file.Flush(flushToDisk: true);
        }
    }

    /// <summary>Returns when the names in a directory are on the disk. Unix only.</summary>
    /// <exception cref="IOException">The disk does not take them.</exception>
    internal static void FlushDirectory(string folder)
    {
        var descriptor = -1;
        Check(Repeat(() => descriptor = Open(folder, ReadOnly)), folder);
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        var error = Repeat(() => Sync(handle));

        // Some file systems have nothing to write for a directory, and say that the call is not theirs.
        Check(error is Invalid || error == NotSupported ? 0 : error, folder);
    }

    /// <summary>Renames a file in one step.</summary>
    /// <returns>Whether it was renamed; false where the two names are on different file systems.</returns>
    /// <exception cref="IOException">It cannot be renamed.</exception>
    internal static bool TryRename(string from, string to)
    {
        if (OperatingSystem.IsWindows())
        {
            if (
                !string.Equals(
                    Path.GetPathRoot(Path.GetFullPath(from)),
                    Path.GetPathRoot(Path.GetFullPath(to)),
                    StringComparison.OrdinalIgnoreCase
                )
            )
            {
                return false;
            }

            File.Move(from, to);
            return true;
        }

        var error = Repeat(() => Rename(from, to));
        if (error == OtherFileSystem)
        {
            return false;
        }

        Check(error, from);
        return true;
    }

    private static int NotSupported => OperatingSystem.IsMacOS() ? 45 : 95;

    private static int Repeat(Func<int> call)
    {
        while (call() < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
            {
                return error;
            }
        }

        return 0;
    }

    private static void Check(int error, string path)
    {
        if (error != 0)
        {
            throw new IOException($"{Marshal.GetPInvokeErrorMessage(error)} : '{path}'", error);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(SafeFileHandle file);

    [DllImport("libc", EntryPoint = "rename", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Rename([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);
}
