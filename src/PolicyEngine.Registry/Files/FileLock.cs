namespace PolicyEngine.Registry.Files;

/// <summary>A lock between processes of one machine: a file that is open. It ends with its process, however that ends.</summary>
internal sealed class FileLock : IDisposable
{
    private readonly FileStream _file;
    private readonly string _path;

    private FileLock(FileStream file, string path)
    {
        _file = file;
        _path = path;
    }

    /// <summary>Takes a lock; null where another process has it.</summary>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be made.</exception>
    internal static FileLock? TryTake(string path)
    {
        for (var attempt = 0; ; attempt++)
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

            // Its last holder may have removed it between our opening and our locking it: nobody else would see this lock.
            if (File.Exists(path) || attempt == 3)
            {
                return new FileLock(file, path);
            }

            file.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody took the folder away. The lock ends all the same, and what was done under it was done.
        }

        _file.Dispose();
    }
}
