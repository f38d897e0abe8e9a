using System.Runtime.InteropServices;

namespace PolicyEngine.Registry.Files;

/// <summary>
/// Files of this user in folders that others may write to: locks and temporary files have names that others can foresee, so no link is
/// followed, and nothing of another user is used.
/// </summary>
internal static class OwnFiles
{
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnFolder = OwnFile | UnixFileMode.UserExecute;
    private const UnixFileMode OfOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Makes a folder that only this user enters; one that is there has to be theirs.</summary>
    /// <exception cref="ForeignFileException">It is a link, a file, or another user's.</exception>
    internal static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        if (FileLook.At(path) is null)
        {
            Directory.CreateDirectory(path, OwnFolder);
        }

        Check(path, FileKind.Folder, always: true);
        if ((File.GetUnixFileMode(path) & OfOthers) != 0)
        {
            File.SetUnixFileMode(path, OwnFolder);
        }
    }

    /// <summary>Opens a file that this program alone uses, and makes it if there is none: for nobody else to read.</summary>
    /// <exception cref="ForeignFileException">It is a link, or another user's
    /// in a folder that others may write to, or is open elsewhere.</exception>
    internal static FileStream Open(string path)
    {
        for (var attempt = 0; ; attempt++)
        {
            if (!OperatingSystem.IsWindows())
            {
                Check(path, FileKind.Regular, always: false);
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

    private static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
        };
        if (mode == FileMode.CreateNew && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnFile;
        }

        return options;
    }

    private static void Check(string path, FileKind kind, bool always)
    {
        if (FileLook.At(path) is not { } found)
        {
            return;
        }

        var what =
            found.Kind == FileKind.Link ? "is a link"
            : found.Kind != kind ? "is not what this program creates there"
            : found.Owner != UserId() && (always || IsShared(Path.GetDirectoryName(Path.GetFullPath(path))!)) ? "belongs to another user"
            : null;
        if (what is not null)
        {
            throw new ForeignFileException($"'{path}' {what}, so it is not used.");
        }
    }

    private static bool IsShared(string folder) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(folder) & OfOthers) != 0;

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint UserId();
}

/// <summary>A file or folder is a link, or another user's.</summary>
internal sealed class ForeignFileException(string message) : IOException(message);
