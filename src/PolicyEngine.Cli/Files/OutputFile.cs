using System.IO.Compression;
using PolicyEngine.Cli.Base;
using PolicyEngine.Registry.Files;

namespace PolicyEngine.Cli.Files;

/// <summary>Writes files that users name: whole or not at all, beside the
/// old one first. Every failure is one sentence with the path.</summary>
internal static class OutputFile
{
    /// <summary>Checks before long work that the folder of a file is there.</summary>
    /// <exception cref="CliException">It is not, or the path is a folder.</exception>
    public static void Check(string fullPath, string shownPath)
    {
        if (Directory.Exists(fullPath))
        {
            throw CliException.Usage($"'{shownPath}' is a folder; name a file to write to.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(fullPath)))
        {
            throw CliException.Usage($"The folder of '{shownPath}' does not exist.");
        }
    }

    /// <summary>Sees whether a file can be written, with so much in it; leaves it as it is. Devices and pipes are not looked at.</summary>
    /// <exception cref="CliException">It cannot.</exception>
    public static void Probe(string fullPath, string shownPath, ReadOnlySpan<byte> content)
    {
        var temporary = $"{fullPath}.{Environment.ProcessId}.tmp";
        if (File.Exists(fullPath) && !IsRegular(fullPath))
        {
            return;
        }

        try
        {
            // Under its name may lie a link of somebody else.
            File.Delete(temporary);
            using var file = new FileStream(
                temporary,
                FileMode.CreateNew,
                FileAccess.Write,
                FileShare.None,
                bufferSize: 1,
                FileOptions.DeleteOnClose
            );
            file.Write(content);
            DiskCalls.Flush(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CliException(ExitCode.LeftUndone, $"'{shownPath}' cannot be written, so nothing was done: {InputFile.Reason(e)}", e);
        }
    }

    /// <summary>Writes a file; gzipped where its name ends in <c>.gz</c>.</summary>
    /// <exception cref="CliException">It cannot be written.</exception>
    public static void Write(string fullPath, string shownPath, Action<Stream> write)
    {
        try
        {
            var target = (File.Exists(fullPath) ? File.ResolveLinkTarget(fullPath, returnFinalTarget: true)?.FullName : null) ?? fullPath;
            if (File.Exists(target) && !IsRegular(target))
            {
                // A device or a pipe cannot be replaced.
                using var device = new FileStream(target, FileMode.Open, FileAccess.Write);
                WriteTo(device, shownPath, write);
                return;
            }

            WriteBeside(target, shownPath, write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CliException(ExitCode.LeftUndone, $"'{shownPath}' cannot be written: {InputFile.Reason(e)}", e);
        }
    }

    /// <summary>Adds to the end of a file, which may not exist yet.</summary>
    /// <exception cref="CliException">It cannot be written.</exception>
    public static void Append(string fullPath, string shownPath, Action<Stream> write)
    {
        try
        {
            using var file = new FileStream(
                fullPath,
                File.Exists(fullPath) && !IsRegular(fullPath) ? FileMode.Open : FileMode.Append,
                FileAccess.Write,
                FileShare.Read
            );
            write(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CliException(ExitCode.LeftUndone, $"'{shownPath}' cannot be written: {InputFile.Reason(e)}", e);
        }
    }

    private static void WriteBeside(string target, string shownPath, Action<Stream> write)
    {
        var temporary = $"{target}.{Environment.ProcessId}.tmp";
        try
        {
            // Under its name may lie a link of somebody else.
            File.Delete(temporary);
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                WriteTo(file, shownPath, write);

                // Where the disk is full, some file systems say so only now.
                DiskCalls.Flush(file);
            }

            if (!OperatingSystem.IsWindows() && File.Exists(target))
            {
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            }

            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static void WriteTo(FileStream file, string path, Action<Stream> write)
    {
        if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            write(file);
            return;
        }

        using var zipped = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true);
        write(zipped);
    }

    private static bool IsRegular(string path) =>
        OperatingSystem.IsWindows()
        || (File.GetAttributes(path) & (FileAttributes.Device | FileAttributes.Directory)) == 0
            && !path.StartsWith("/dev/", StringComparison.Ordinal);
}
