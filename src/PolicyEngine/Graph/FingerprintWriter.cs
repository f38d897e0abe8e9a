using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace PolicyEngine.Graph;

/// <summary>Hashes the columns of a graph. Every piece carries its length, so that no two different graphs give the same bytes.</summary>
internal sealed class FingerprintWriter : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _length;

    /// <summary>Appends a column of plain values; a missing column differs from an empty one.</summary>
    public void Append<T>(T[]? column)
        where T : unmanaged
    {
        Append(column?.Length ?? -1);
        Flush();
        _hash.AppendData(MemoryMarshal.AsBytes<T>(column));
    }

    /// <summary>Appends a number.</summary>
    public void Append(int value)
    {
        Reserve(sizeof(int));
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(_length), value);
        _length += sizeof(int);
    }

    /// <summary>Appends a text; null differs from the empty one.</summary>
    public void Append(string? text)
    {
        if (text is null)
        {
            Append(-1);
            return;
        }

        var bytes = MemoryMarshal.AsBytes(text.AsSpan());
        Append(bytes.Length);
        if (bytes.Length > _buffer.Length)
        {
            Flush();
            _hash.AppendData(bytes);
            return;
        }

        Reserve(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>The hash of all that was appended, in lower-case hex.</summary>
    public string Finish()
    {
        Flush();
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void Reserve(int length)
    {
        if (_length + length > _buffer.Length)
        {
            Flush();
        }
    }

    private void Flush()
    {
        _hash.AppendData(_buffer, 0, _length);
        _length = 0;
    }
}
