using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace PolicyEngine.Oci;

/// <summary>A digest held in 32 bytes without an allocation.</summary>
/// <remarks>
/// A sha256 digest is held as it is. A digest of any other algorithm is held as the complement of the SHA-256 of its text, which
/// no content can have as its own digest; its text is kept by the <c>DigestGraph</c>. Grammar: OCI image-spec 1.1, descriptor.md.
/// Ordering is that of the 32 bytes, which for sha256 is the order of the texts.
/// </remarks>
public readonly record struct Digest : IComparable<Digest>
{
    private const string Sha256Prefix = "sha256:";
    private const int Sha256Length = 71;
    private readonly ulong _w0;
    private readonly ulong _w1;
    private readonly ulong _w2;
    private readonly ulong _w3;

    private Digest(ReadOnlySpan<byte> bytes)
    {
        _w0 = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _w1 = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _w2 = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _w3 = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>The first eight bytes.</summary>
    internal ulong Head => _w0;

    /// <summary>Whether a text is a sha256 digest, so that <see cref="ToSha256Text"/> gives it back.</summary>
    public static bool IsSha256(ReadOnlySpan<char> text) =>
        text.Length == Sha256Length && text.StartsWith(Sha256Prefix, StringComparison.Ordinal);

    /// <summary>Reads a digest: <c>algorithm:encoded</c>; for sha256 64 and for sha512 128 lower-case hexadecimal digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Digest digest)
    {
        digest = default;
        if (text.StartsWith(Sha256Prefix, StringComparison.Ordinal))
        {
            Span<byte> bytes = stackalloc byte[32];
            if (
                text.Length != Sha256Length
                || text[Sha256Prefix.Length..].ContainsAnyInRange('A', 'F')
                || Convert.FromHexString(text[Sha256Prefix.Length..], bytes, out _, out _) != System.Buffers.OperationStatus.Done
            )
            {
                return false;
            }

            digest = new Digest(bytes);
            return true;
        }

        if (!IsWellFormed(text))
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.ASCII.GetBytes(text.ToString()), hash);
        foreach (ref var b in hash)
        {
            b = (byte)~b;
        }

        digest = new Digest(hash);
        return true;
    }

    /// <summary>Reads a sha256 digest from its ASCII text.</summary>
    internal static bool TryParseSha256(ReadOnlySpan<byte> text, out Digest digest)
    {
        digest = default;
        Span<byte> bytes = stackalloc byte[32];
        if (
            text.Length != Sha256Length
            || !text.StartsWith("sha256:"u8)
            || text[Sha256Prefix.Length..].ContainsAnyInRange((byte)'A', (byte)'F')
            || Convert.FromHexString(text[Sha256Prefix.Length..], bytes, out _, out _) != System.Buffers.OperationStatus.Done
        )
        {
            return false;
        }

        digest = new Digest(bytes);
        return true;
    }

    /// <summary>Reads a digest.</summary>
    /// <exception cref="FormatException">The text is not a digest.</exception>
    public static Digest Parse([NotNull] string? text) =>
        text is not null && TryParse(text, out var digest) ? digest : throw new FormatException($"'{text}' is not a digest.");

    /// <summary>The digest whose 32 bytes <see cref="CopyTo"/> gave.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 32 bytes.</exception>
    public static Digest FromBytes(ReadOnlySpan<byte> bytes) => new(bytes);

    /// <summary>The text of a sha256 digest. For other algorithms the graph knows it: <c>DigestGraph.TextOf</c>.</summary>
    public string ToSha256Text() => string.Create(Sha256Length, this, static (span, digest) =>
        {
            Sha256Prefix.CopyTo(span);
            Span<byte> bytes = stackalloc byte[32];
            digest.CopyTo(bytes);
            Convert.TryToHexStringLower(bytes, span[Sha256Prefix.Length..], out _);
        });

    /// <summary>Writes the 32 bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _w0);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _w1);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _w2);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _w3);
    }

    /// <summary>The first eight bytes as a number: it orders as the digest does, but for ties.</summary>
    internal ulong Prefix => _w0;

    /// <inheritdoc/>
    public int CompareTo(Digest other)
    {
        var order = _w0.CompareTo(other._w0);
        order = order != 0 ? order : _w1.CompareTo(other._w1);
        order = order != 0 ? order : _w2.CompareTo(other._w2);
        return order != 0 ? order : _w3.CompareTo(other._w3);
    }

    /// <inheritdoc/>
    /// <remarks>The runtime's seeded string hash: anyone can write an index
    /// of made-up digests that share any bits of their own choice.</remarks>
    public override int GetHashCode() => string.GetHashCode(MemoryMarshal.Cast<Digest, char>(new ReadOnlySpan<Digest>(in this)));

    /// <inheritdoc/>
    public override string ToString() => ToSha256Text();

    /// <summary>Orders by the 32 bytes.</summary>
    public static bool operator <(Digest left, Digest right) => left.CompareTo(right) < 0;

    /// <summary>Orders by the 32 bytes.</summary>
    public static bool operator >(Digest left, Digest right) => left.CompareTo(right) > 0;

    /// <summary>Orders by the 32 bytes.</summary>
    public static bool operator <=(Digest left, Digest right) => left.CompareTo(right) <= 0;

    /// <summary>Orders by the 32 bytes.</summary>
    public static bool operator >=(Digest left, Digest right) => left.CompareTo(right) >= 0;

    /// <summary>The grammar of other algorithms: <c>component([+._-]component)*:[A-Za-z0-9=_-]+</c>, at most 255 characters.</summary>
    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        var colon = text.IndexOf(':');
        if (colon <= 0 || colon == text.Length - 1 || text.Length > 255)
        {
            return false;
        }

        var algorithm = text[..colon];
        var separator = true;
        foreach (var c in algorithm)
        {
            var isSeparator = c is '+' or '.' or '_' or '-';
            if ((isSeparator && separator) || (!isSeparator && !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c)))
            {
                return false;
            }

            separator = isSeparator;
        }

        var encoded = text[(colon + 1)..];
        if (separator || encoded.ContainsAnyExcept(EncodedCharacters))
        {
            return false;
        }

        return algorithm is not "sha512" || (encoded.Length == 128 && !encoded.ContainsAnyExcept(HexCharacters));
    }

    private static readonly System.Buffers.SearchValues<char> EncodedCharacters = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789=_-"
    );

    private static readonly System.Buffers.SearchValues<char> HexCharacters = System.Buffers.SearchValues.Create("0123456789abcdef");
}
