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
/// A manifest is verified by its digest, an answer has none: each is sealed with the token, so that nobody forges one who can write the cache
/// and does not know the token. Another token finds none; GitHub's ETags differ by token too.
/// </remarks>
internal sealed class AnswerMemory
{
    /// <summary>What ETags are longer than is nobody's.</summary>
    private const int LongestETag = byte.MaxValue;

    private readonly ManifestCache _cache;
    private readonly byte[] _key;

    internal AnswerMemory(ManifestCache cache, string authorization)
    {
        _cache = cache;
        _key = SHA256.HashData(Encoding.UTF8.GetBytes($"answers {authorization}"));
    }

    /// <summary>The answer to a GET; null where there is none that can be trusted.</summary>
    internal StoredAnswer? Find(Uri uri)
    {
        if (_cache.Find(NameOf(uri)) is not { ContentType: { } etag, Body: { Length: > HMACSHA256.HashSizeInBytes } body }
            || !CryptographicOperations.FixedTimeEquals(body.AsSpan(0, HMACSHA256.HashSizeInBytes), Seal(uri, etag, body.AsSpan(HMACSHA256.HashSizeInBytes))))
        {
            return null;
        }

        using var packed = new MemoryStream(body, HMACSHA256.HashSizeInBytes, body.Length - HMACSHA256.HashSizeInBytes);
        using var gzip = new GZipStream(packed, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        var content = plain.GetBuffer().AsSpan(0, (int)plain.Length);
        var line = content.IndexOf((byte)'\n');
        return new StoredAnswer(etag, Encoding.UTF8.GetString(content[..line]), content[(line + 1)..].ToArray());
    }

    /// <summary>Keeps an answer, if GitHub gives it an ETag.</summary>
    internal void Keep(Uri uri, RegistryResponse response)
    {
        if (response.Header("ETag") is not { Length: > 0 and <= LongestETag } etag)
        {
            return;
        }

        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(string.Join(", ", response.Headers["Link"]).ReplaceLineEndings(" ") + "\n"));
            gzip.Write(response.Body);
        }

        var content = packed.GetBuffer().AsSpan(0, (int)packed.Length);
        _cache.Add(NameOf(uri), etag, [.. Seal(uri, etag, content), .. content]);
    }

    private string NameOf(Uri uri) => "answer:" + Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(uri.AbsoluteUri)));

    private byte[] Seal(Uri uri, string etag, ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hash.AppendData(Encoding.UTF8.GetBytes($"{uri.AbsoluteUri}\n{etag}\n"));
        hash.AppendData(content);
        return hash.GetHashAndReset();
    }
}
