using System.Buffers.Binary;
using System.Text;
using PolicyEngine.Registry.Files;

namespace PolicyEngine.Registry.Caching;

/// <summary>Writes a <see cref="PackFile"/> under a temporary name; only a finished one gets its real name. Not thread-safe.</summary>
internal sealed class PackWriter : IDisposable
{
    internal const string TemporaryEnd = ".tmp";

    private readonly string _path;
    private readonly FileStream _stream;
    private readonly List<PackEntry> _entries = [];
    private bool _finished;

    internal PackWriter(string directory)
    {
        _path = Path.Combine(directory, $"{Guid.NewGuid():N}{ManifestCache.PackEnd}");
        _stream = new FileStream(_path + TemporaryEnd, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, 64 * 1024);
        _stream.Write(PackFile.Magic);
    }

    internal int Count => _entries.Count;

    internal long Position => _stream.Position;

    internal void Add(string digest, string contentType, ReadOnlySpan<byte> body)
    {
        _entries.Add(new PackEntry(digest, contentType, _stream.Position, body.Length));
        _stream.Write(body);
    }

    /// <summary>Reads back what was added.</summary>
    internal byte[]? Read(in PackEntry entry)
    {
        _stream.Flush();
        var body = new byte[entry.Length];
        return RandomAccess.Read(_stream.SafeFileHandle, body, entry.Offset) == body.Length ? body : null;
    }

    /// <summary>Writes the index, and gives the file its name.</summary>
    internal void Finish()
    {
        var start = _stream.Position;
        Span<byte> numbers = stackalloc byte[PackFile.TrailerLength];
        foreach (var entry in _entries)
        {
            WriteText(entry.Digest);
            WriteText(entry.ContentType);
            BinaryPrimitives.WriteInt64LittleEndian(numbers, entry.Offset);
            BinaryPrimitives.WriteInt32LittleEndian(numbers[8..], entry.Length);
            _stream.Write(numbers[..12]);
        }

        BinaryPrimitives.WriteInt64LittleEndian(numbers, start);
        PackFile.Magic.CopyTo(numbers[8..]);
        _stream.Write(numbers);
        DiskCalls.Flush(_stream);
        _stream.Dispose();
        File.Move(_path + TemporaryEnd, _path);
        _finished = true;
    }

    /// <summary>Drops a file that was not finished.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        if (!_finished)
        {
            File.Delete(_path + TemporaryEnd);
        }
    }

    private void WriteText(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        _stream.WriteByte((byte)bytes.Length);
        _stream.Write(bytes);
    }
}
