using PolicyEngine.Cli.Base;
using PolicyEngine.Registry.Files;

namespace PolicyEngine.Cli.Files;

/// <summary>Reads files that users name. Every failure is one sentence with the path.</summary>
internal static class InputFile
{
    /// <summary>Reads a file, but no more than <paramref name="limit"/> bytes
    /// and one, so that the reader can tell that it is too long.</summary>
    /// <exception cref="CliException">It cannot be read.</exception>
    public static byte[] ReadAtMost(string fullPath, string shownPath, int limit)
    {
        using var file = Open(fullPath, shownPath);
        try
        {
            using var bytes = new MemoryStream();
            var buffer = new byte[81920];
            while (
                bytes.Length <= limit && file.Read(buffer, 0, (int)Math.Min(buffer.Length, limit + 1 - bytes.Length)) is > 0 and var count
            )
            {
                bytes.Write(buffer, 0, count);
            }

            return bytes.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(shownPath, e);
        }
    }

    /// <summary>
    /// Opens a file for reading. A pipe is read where the caller gave it to this program (<c>/dev/stdin</c>, a process
    /// substitution): it ends with its writer. Other pipes and devices are refused: opening one may wait for ever.
    /// </summary>
    /// <exception cref="CliException">It cannot be read; where it does not exist, that is wrong usage.</exception>
    public static FileStream Open(string fullPath, string shownPath)
    {
        if (Directory.Exists(fullPath))
        {
            throw CliException.Usage($"'{shownPath}' is a folder, not a file.");
        }

        try
        {
            return IsGiven(fullPath) ? RegularFile.OpenAny(fullPath) : RegularFile.OpenRead(fullPath);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CliException.Usage($"'{shownPath}' does not exist.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unreadable(shownPath, e);
        }
    }

    private static bool IsGiven(string path) =>
        path is "/dev/stdin" or "/dev/fd/0" or "/proc/self/fd/0"
            ? Console.IsInputRedirected
            : path.StartsWith("/dev/fd/", StringComparison.Ordinal) || path.StartsWith("/proc/self/fd/", StringComparison.Ordinal);

    private static CliException Unreadable(string shownPath, Exception cause) =>
        CliException.Failed($"'{shownPath}' cannot be read: {Reason(cause)}", cause);

    /// <summary>What the system says, as the end of a sentence.</summary>
    public static string Reason(Exception cause) => cause is UnauthorizedAccessException ? "permission is denied." : cause.Message;
}
