namespace PolicyEngine.Registry.Files;

/// <summary>A lock between processes of one machine: a file that is open. It ends with its process, however that ends.</summary>
internal sealed class FileLock : IDisposable
{
    private const int Attempts = 4;
    private readonly FileStream _file;
    private readonly string _path;

    private FileLock(FileStream file, string path)
    {
        _file = file;
        _path = path;
    }

    /// <summary>Takes a lock; null where another process has it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="opened">Is called between opening the file and looking whether
    /// it still has its name, where others may act too; null for nothing.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be made.</exception>
    internal static FileLock? TryTake(string path, Action? opened = null)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            FileStream file;
            try
            {
                file = OwnFiles.Open(path);
            }
            catch (IOException e) when (e.GetType() == typeof(IOException) && File.Exists(path))
            {
                return null;
            }

            opened?.Invoke();

            // Its last holder may have removed it between our opening and our locking it, and another process may have created it again and
            // locked that: then the name stands for another file, and nobody else sees this lock.
            if (IsAt(path, file))
            {
                return new FileLock(file, path);
            }

            file.Dispose();
        }

        // Others take it and give it back all the time.
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            // Whoever removed it let another process make its own.
            if (IsAt(_path, _file))
            {
                File.Delete(_path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody took the folder away. The lock ends all the same, and what was done under it was done.
        }

        _file.Dispose();
    }

    /// <summary>Whether a name stands for the file that is open. Windows lets nobody remove what is open.</summary>
    private static bool IsAt(string path, FileStream file) =>
        OperatingSystem.IsWindows()
            ? File.Exists(path)
            : FileLook.At(path) is { } named
                && FileLook.Of(file.SafeFileHandle) is { } held
                && (named.Device, named.Number) == (held.Device, held.Number);
}
