using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace PolicyEngine.Oci;

/// <summary>The grammar of tags that name a digest: <c>algorithm-hex</c> (OCI referrers
/// tag schema) and cosign's <c>.sig</c>, <c>.att</c>, <c>.sbom</c>.</summary>
/// <param name="Digest">The text of the digest that the tag names, or its beginning when <paramref name="IsTruncated"/>.</param>
/// <param name="IsTruncated">Whether the hex was cut to 64 digits, as the OCI schema does with sha512.</param>
/// <param name="IsCosign">Whether it has one of cosign's suffixes; without one the tag counts only when it points at an index.</param>
internal readonly record struct ReferrerTagName(string Digest, bool IsTruncated, bool IsCosign)
{
    private const int AlgorithmLength = 6;
    private const int ShortHex = 64;
    private const int LongHex = 128;
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    /// <summary>The artifact type that a tag of cosign stands for: <c>.sig</c> for a
    /// signature, <c>.att</c> for an attestation, <c>.sbom</c>; null for other tags.</summary>
    public static string? CosignTypeOf(string tag) =>
        TryParse(tag, out var name) && name.IsCosign
            ? $"application/vnd.dev.cosign.artifact.{tag[(tag.LastIndexOf('.') + 1)..]}.v1+json"
            : null;

    /// <summary>Reads a tag; false for anything that does not fit from its first to its last character.</summary>
    public static bool TryParse([NotNullWhen(true)] string? tag, out ReferrerTagName name)
    {
        name = default;
        if (tag is null || tag.Length <= AlgorithmLength + ShortHex || tag[AlgorithmLength] != '-')
        {
            return false;
        }

        var isLong = tag.StartsWith("sha512", StringComparison.Ordinal);
        if (!isLong && !tag.StartsWith("sha256", StringComparison.Ordinal))
        {
            return false;
        }

        var rest = tag.AsSpan(AlgorithmLength + 1);
        var length = rest.IndexOfAnyExcept(Hex);
        length = length < 0 ? rest.Length : length;
        var suffix = rest[length..];
        if ((length != ShortHex && !(isLong && length == LongHex)) || suffix is not ("" or ".sig" or ".att" or ".sbom"))
        {
            return false;
        }

        name = new ReferrerTagName($"{tag.AsSpan(0, AlgorithmLength)}:{rest[..length]}", isLong && length == ShortHex, !suffix.IsEmpty);
        return true;
    }
}
