using System.Runtime.InteropServices;

namespace PolicyEngine.Registry;

/// <summary>
/// Files of this user in folders that others may write to: locks and temporary files have names that others can foresee, so no link is
/// followed, and nothing of another user is used.
/// </summary>
internal static class OwnFiles
{
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnFolder = OwnFile | UnixFileMode.UserExecute;
    private const UnixFileMode OfOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const int TypeMask = 0xF000;
    private const int Link = 0xA000;
    private const int Regular = 0x8000;
    private const int Folder = 0x4000;

    /// <summary>Makes a folder that only this user enters; one that is there has to be theirs.</summary>
    /// <exception cref="ForeignFileException">It is a link, a file, or another user's.</exception>
    internal static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        if (Look(path) is null)
        {
            Directory.CreateDirectory(path, OwnFolder);
        }

        Check(path, Folder, always: true);
        if ((File.GetUnixFileMode(path) & OfOthers) != 0)
        {
            File.SetUnixFileMode(path, OwnFolder);
        }
    }

    /// <summary>Opens a file that this program alone uses, and makes it if there is none: for nobody else to read.</summary>
    /// <exception cref="ForeignFileException">It is a link, or another user's in a folder that others may write to, or is open elsewhere.</exception>
    internal static FileStream Open(string path)
    {
        for (var attempt = 0; ; attempt++)
        {
            if (!OperatingSystem.IsWindows())
            {
                Check(path, Regular, always: false);
            }

            try
            {
                // A new file is made only if there is no name yet, so not at the other end of a link either.
                return new FileStream(path, Options(File.Exists(path) ? FileMode.Open : FileMode.CreateNew));
            }
            catch (FileNotFoundException) when (attempt < 3)
            {
                // Its last user removed it meanwhile.
            }
        }
    }

    /// <summary>Creates a new temporary file: what lies there under its name is removed, and not written to.</summary>
    /// <exception cref="IOException">It cannot be removed, or made.</exception>
    internal static FileStream CreateAnew(string path, int bufferSize = 4096)
    {
        File.Delete(path);
        return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize);
    }

    /// <summary>Whether there is a file that ends: nothing that waits for somebody to write to it.</summary>
    internal static bool IsRegular(string path) => OperatingSystem.IsWindows() ? File.Exists(path) : Look(path) is var (type, _) && type == Regular;

    private static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (mode == FileMode.CreateNew && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnFile;
        }

        return options;
    }

    private static void Check(string path, int type, bool always)
    {
        if (Look(path) is not var (found, owner))
        {
            return;
        }

        var what = found == Link ? "is a link" : found != type ? "is not what this program creates there"
            : owner != UserId() && (always || IsShared(Path.GetDirectoryName(Path.GetFullPath(path))!)) ? "belongs to another user"
            : null;
        if (what is not null)
        {
            throw new ForeignFileException($"'{path}' {what}, so it is not used.");
        }
    }

    private static bool IsShared(string folder) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(folder) & OfOthers) != 0;

    /// <summary>The type and the owner of what a name stands for, itself and not what it leads to; null where there is nothing.</summary>
    private static (int Type, uint Owner)? Look(string path) => LStat(path, out var status) == 0 ? (status.Mode & TypeMask, status.UserId) : null;

    /// <summary>What the runtime itself knows of a file, in one form on all systems; only the beginning is looked at.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 512)]
    private struct FileStatus
    {
        public int Flags;
        public int Mode;
        public uint UserId;
    }

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_LStat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int LStat([MarshalAs(UnmanagedType.LPUTF8Str)] string path, out FileStatus status);

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint UserId();
}

/// <summary>A file or folder is a link, or another user's.</summary>
internal sealed class ForeignFileException(string message) : IOException(message);
