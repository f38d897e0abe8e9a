using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Manifests;

namespace PolicyEngine.Registry.Providers.OciLayout;

/// <summary>Opens the files of a layout, and none outside of it. Thread-safe.</summary>
/// <remarks>
/// The directory itself may be a link, since users name it. In it no link is followed, whatever it points at, and only regular files are
/// opened. Paths are built of digests whose grammar was checked, and of sha256 and sha512 only.
/// </remarks>
internal sealed class LayoutDirectory(string path)
{
    /// <summary>The algorithms whose blobs can be verified, each a directory of <c>blobs</c>.</summary>
    public static IReadOnlyList<string> Algorithms { get; } = ["sha256", "sha512"];

    private readonly string _root = Path.GetFullPath(path);

    /// <summary>The path of a blob within the layout.</summary>
    /// <exception cref="LayoutException">The digest is of an algorithm that cannot be verified.</exception>
    public static string BlobPath(string digest)
    {
        var colon = digest.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && Algorithms.Contains(digest[..colon])
            ? $"blobs/{digest[..colon]}/{digest[(colon + 1)..]}"
            : throw new LayoutException($"'{Redaction.Show(digest)}' cannot be verified: its algorithm is unknown.");
    }

    /// <summary>Reads a file whole, or null if there is none.</summary>
    /// <param name="relative">Its path within the layout, with slashes.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <param name="limit">The most bytes: 8 MiB by default.</param>
    /// <exception cref="LayoutException">It is a link, or no file, or has more bytes, or cannot be read.</exception>
    public Task<byte[]?> ReadAsync(string relative, CancellationToken cancellationToken, int limit = ManifestLimits.MaxBytes) =>
        GuardAsync(relative, async () =>
        {
            if (Find(relative) is not { } file)
            {
                return null;
            }

            return file.Length <= limit
                ? await ReadAsync(file, limit, cancellationToken).ConfigureAwait(false)
                : throw new LayoutException($"'{relative}' has {file.Length} bytes, more than {limit}.") { IsTooLarge = true };
        });

    /// <summary>The first bytes of a file, at most 512, or null if there is none, or one of more than 8 MiB.</summary>
    /// <exception cref="LayoutException">As for <see cref="ReadAsync(string, CancellationToken, int)"/>, but for the size.</exception>
    public Task<byte[]?> PeekAsync(string relative, CancellationToken cancellationToken) =>
        GuardAsync(relative, async () =>
            Find(relative) is not { } file || file.Length > ManifestLimits.MaxBytes
                ? null
                : await ReadAsync(file, 511, cancellationToken).ConfigureAwait(false)
        );

    /// <summary>The names in a directory, in ordinal order; none if there is no such directory.</summary>
    /// <exception cref="LayoutException">It is a link, or cannot be listed.</exception>
    public IReadOnlyList<string> List(string relative)
    {
        try
        {
            RefuseLinks(relative);
            var full = Path.Combine(_root, relative);
            return Directory.Exists(full)
                ? [.. Directory.EnumerateFileSystemEntries(full).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal)]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LayoutException($"'{relative}' cannot be listed.", e);
        }
    }

    /// <summary>Whether there is anything of that name; the directory itself for an empty one.</summary>
    public bool Exists(string relative) => Path.Exists(Path.Combine(_root, relative));

    private static async Task<byte[]?> GuardAsync(string relative, Func<Task<byte[]?>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LayoutException($"'{relative}' cannot be read.", e);
        }
    }

    /// <summary>Reads a file, or the first bytes of one that is longer than
    /// the limit. One that grows meanwhile is still being written.</summary>
    private static async Task<byte[]> ReadAsync(FileInfo file, int limit, CancellationToken cancellationToken)
    {
        if (file.Length == 0)
        {
            // Pipes and devices have no length. They are not opened: that could wait for ever.
            return [];
        }

        var stream = new FileStream(
            file.FullName,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete,
            1,
            FileOptions.Asynchronous
        );
        await using (stream.ConfigureAwait(false))
        {
            var buffer = new byte[Math.Min(file.Length, limit) + 1];
            var count = await stream
                .ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)
                .ConfigureAwait(false);
            return count == buffer.Length && file.Length <= limit ? throw new IOException("The file grew.") : buffer[..count];
        }
    }

    private FileInfo? Find(string relative)
    {
        RefuseLinks(relative);
        var file = new FileInfo(Path.Combine(_root, relative));
        return Directory.Exists(file.FullName) ? throw new LayoutException($"'{relative}' is a directory.")
            : file.Exists ? file
            : null;
    }

    private void RefuseLinks(string relative)
    {
        var current = _root;
        foreach (var segment in relative.Split('/'))
        {
            current = Path.Combine(current, segment);
            if (new FileInfo(current).LinkTarget is not null)
            {
                throw new LayoutException($"'{relative}' is, or leads through, a link.");
            }
        }
    }
}
