using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace PolicyEngine.Registry.Caching;

/// <summary>One file with many documents: bodies, an index of them, and the place
/// of the index at the end. Immutable once published. Thread-safe.</summary>
/// <remarks>
/// Layout: <c>PEPACK01</c>; the bodies; the index, an entry each of (digest, content type, offset, length); a trailer of 16 bytes: the
/// offset of the index and <c>PEPACK01</c> again. Texts have one byte of length; numbers are little-endian. A file
/// that was not finished has no trailer, and counts as empty. Bodies are not trusted: whoever reads one hashes it.
/// </remarks>
internal sealed class PackFile : IDisposable
{
    internal const int TrailerLength = 16;

    /// <summary>The greatest index that is read: beyond that a file is not one of ours.</summary>
    private const int MaxIndexBytes = 256 * 1024 * 1024;

    private readonly SafeFileHandle _handle;

    private PackFile(string path, SafeFileHandle handle, ImmutableArray<PackEntry> entries, long length)
    {
        Path = path;
        _handle = handle;
        Entries = entries;
        Length = length;
    }

    internal static ReadOnlySpan<byte> Magic => "PEPACK01"u8;

    /// <summary>Where the file is.</summary>
    internal string Path { get; }

    /// <summary>What it holds.</summary>
    internal ImmutableArray<PackEntry> Entries { get; }

    /// <summary>Its size in bytes.</summary>
    internal long Length { get; }

    /// <summary>Opens a file; null if it is not one of ours, unfinished, damaged, or gone.</summary>
    internal static PackFile? Open(string path)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var length = RandomAccess.GetLength(handle);
            if (ReadIndex(handle, length) is { } entries)
            {
                return new PackFile(path, handle, entries, length);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A cache that cannot be read is an empty one.
        }

        handle?.Dispose();
        return null;
    }

    /// <summary>Reads a body; null where it cannot be read.</summary>
    internal byte[]? Read(in PackEntry entry)
    {
        try
        {
            var body = new byte[entry.Length];
            return RandomAccess.Read(_handle, body, entry.Offset) == body.Length ? body : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static ImmutableArray<PackEntry>? ReadIndex(SafeFileHandle handle, long length)
    {
        Span<byte> trailer = stackalloc byte[TrailerLength];
        if (
            length < Magic.Length + TrailerLength
            || RandomAccess.Read(handle, trailer, length - TrailerLength) != TrailerLength
            || !trailer[8..].SequenceEqual(Magic)
        )
        {
            return null;
        }

        var start = BinaryPrimitives.ReadInt64LittleEndian(trailer);
        var size = length - TrailerLength - start;
        if (start < Magic.Length || size is < 0 or > MaxIndexBytes)
        {
            return null;
        }

        var index = new byte[size];
        return RandomAccess.Read(handle, index, start) == index.Length ? Parse(index, start) : null;
    }

    private static ImmutableArray<PackEntry>? Parse(ReadOnlySpan<byte> index, long bodiesEnd)
    {
        var entries = ImmutableArray.CreateBuilder<PackEntry>();
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        while (!index.IsEmpty)
        {
            if (!TryReadText(ref index, out var digest) || !TryReadText(ref index, out var type) || index.Length < 12)
            {
                return null;
            }

            var offset = BinaryPrimitives.ReadInt64LittleEndian(index);
            var length = BinaryPrimitives.ReadInt32LittleEndian(index[8..]);
            index = index[12..];
            if (offset < Magic.Length || length < 0 || offset > bodiesEnd - length)
            {
                return null;
            }

            if (!types.TryGetValue(type, out var shared))
            {
                types[type] = shared = type;
            }

            entries.Add(new PackEntry(digest, shared, offset, length));
        }

        return entries.ToImmutable();
    }

    private static bool TryReadText(ref ReadOnlySpan<byte> index, out string text)
    {
        text = "";
        if (index.IsEmpty || index.Length < 1 + index[0])
        {
            return false;
        }

        text = Encoding.Latin1.GetString(index.Slice(1, index[0]));
        index = index[(1 + index[0])..];
        return true;
    }
}

/// <summary>Where a document is in its file.</summary>
internal readonly record struct PackEntry(string Digest, string ContentType, long Offset, int Length);
