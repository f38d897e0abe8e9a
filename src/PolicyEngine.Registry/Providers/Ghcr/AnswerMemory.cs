using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using PolicyEngine.Registry.Caching;
using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>
/// GitHub's answers of earlier runs, kept beside the manifests: asked for again with its ETag, one that is still true comes as a 304, which
/// counts against no limit. Thread-safe.
/// </summary>
/// <remarks>
/// A manifest is verified by its digest, an answer has none: each is sealed with the token, so that nobody forges one
/// who can write the cache and does not know the token. Another token finds none; GitHub's ETags differ by token too.
/// </remarks>
internal sealed class AnswerMemory
{
    /// <summary>What ETags are longer than is nobody's.</summary>
    private const int LongestETag = byte.MaxValue;

    private const int SealLength = HMACSHA256.HashSizeInBytes;

    /// <summary>The seal, and the length of what follows when it is unpacked.</summary>
    private const int Head = SealLength + sizeof(int);

    private readonly ManifestCache _cache;
    private readonly byte[] _key;
    private readonly Lock _gate = new();
    private byte[] _plain = [];
    private byte[] _packed = [];

    internal AnswerMemory(ManifestCache cache, string authorization)
    {
        _cache = cache;
        _key = SHA256.HashData(Encoding.UTF8.GetBytes($"answers {authorization}"));
    }

    /// <summary>The answer to a GET, or null if there is none that can be trusted.</summary>
    internal StoredAnswer? Find(Uri uri)
    {
        if (
            _cache.Find(NameOf(uri)) is not { ContentType: { } etag, Body: { Length: > Head } body }
            || !CryptographicOperations.FixedTimeEquals(body.AsSpan(0, SealLength), Seal(uri, etag, body.AsSpan(SealLength)))
        )
        {
            return null;
        }

        var plain = new byte[BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(SealLength))];
        if (!BrotliDecoder.TryDecompress(body.AsSpan(Head), plain, out _))
        {
            return null;
        }

        var line = Array.IndexOf(plain, (byte)'\n');
        return new StoredAnswer(etag, Encoding.UTF8.GetString(plain, 0, line), plain[(line + 1)..]);
    }

    /// <summary>Keeps an answer, if GitHub gives it an ETag and it is a list:
    /// anything else would be confirmed and not be readable in every run.</summary>
    internal void Keep(Uri uri, RegistryResponse response)
    {
        if (response.Header("ETag") is not { Length: > 0 and <= LongestETag } etag || !JsonText.IsArray(response.Body))
        {
            return;
        }

        // One after the other, in the same two buffers: there may be a thousand pages in a run, and many at once.
        lock (_gate)
        {
            var link = string.Join(", ", response.Headers["Link"]).ReplaceLineEndings(" ") + "\n";
            Grow(ref _plain, Encoding.UTF8.GetMaxByteCount(link.Length) + response.Body.Length);
            var length = Encoding.UTF8.GetBytes(link, _plain);
            response.Body.CopyTo(_plain.AsSpan(length));
            length += response.Body.Length;
            Grow(ref _packed, Head + BrotliEncoder.GetMaxCompressedLength(length));
            if (!BrotliEncoder.TryCompress(_plain.AsSpan(0, length), _packed.AsSpan(Head), out var written, quality: 1, window: 18))
            {
                return;
            }

            BinaryPrimitives.WriteInt32LittleEndian(_packed.AsSpan(SealLength), length);
            var content = _packed.AsSpan(0, Head + written);
            Seal(uri, etag, content[SealLength..]).CopyTo(content);
            var name = NameOf(uri);
            _cache.Forget(name);
            _cache.Add(name, etag, content);
        }
    }

    private static void Grow(ref byte[] buffer, int length) => buffer = buffer.Length >= length ? buffer : new byte[length];

    private string NameOf(Uri uri) =>
        ManifestCache.Answers + Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(uri.AbsoluteUri)));

    private byte[] Seal(Uri uri, string etag, ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hash.AppendData(Encoding.UTF8.GetBytes($"{uri.AbsoluteUri}\n{etag}\n"));
        hash.AppendData(content);
        return hash.GetHashAndReset();
    }
}
