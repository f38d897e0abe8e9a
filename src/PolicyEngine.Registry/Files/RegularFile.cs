namespace PolicyEngine.Registry.Files;

/// <summary>Opens files for reading, and nothing that would wait for somebody
/// else: pipes, sockets, terminals and other devices are refused.</summary>
internal static class RegularFile
{
    private const string Nothing = "/dev/null";

    /// <summary>Opens a file for reading; others may write, move and delete it meanwhile.</summary>
    /// <exception cref="IOException">It cannot be opened, or is not a regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    public static FileStream OpenRead(string path) =>
        IsOther(path) ? throw new IOException("it is a pipe or a device, not a file.") : OpenAny(path);

    /// <summary>Opens whatever there is: the caller knows that it does not wait for ever.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    public static FileStream OpenAny(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private static bool IsOther(string path) =>
        !OperatingSystem.IsWindows()
        && FileLook.Behind(path) is { Kind: not (FileKind.Regular or FileKind.Folder) }
        && (File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path) != Nothing;
}
