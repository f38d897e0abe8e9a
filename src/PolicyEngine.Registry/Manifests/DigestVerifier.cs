using System.Security.Cryptography;
using PolicyEngine.Oci;

namespace PolicyEngine.Registry.Manifests;

/// <summary>Hashes bodies against the digest they were asked for by (OCI image-spec 1.1, descriptor.md). Pure.</summary>
internal static class DigestVerifier
{
    private const string Sha256Prefix = "sha256:";
    private const string Sha512Prefix = "sha512:";

    /// <summary>Checks a blob: sha256 and sha512.</summary>
    public static DigestCheck Verify(string digest, ReadOnlySpan<byte> body)
    {
        if (!Digest.TryParse(digest, out _))
        {
            return DigestCheck.Mismatch;
        }

        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        if (digest.StartsWith(Sha256Prefix, StringComparison.Ordinal))
        {
            hash = hash[..SHA256.HashData(body, hash)];
        }
        else if (digest.StartsWith(Sha512Prefix, StringComparison.Ordinal))
        {
            hash = hash[..SHA512.HashData(body, hash)];
        }
        else
        {
            return DigestCheck.Unverifiable;
        }

        return digest.AsSpan(Sha256Prefix.Length).SequenceEqual(Convert.ToHexStringLower(hash)) ? DigestCheck.Match : DigestCheck.Mismatch;
    }

    /// <summary>
    /// Checks a manifest. As <see cref="Verify"/>, but the digest of a signed schema 1 manifest
    /// may be, and by Docker's rule is, that of its payload: the body without the signatures.
    /// </summary>
    public static DigestCheck VerifyManifest(string digest, ReadOnlySpan<byte> body)
    {
        var check = Verify(digest, body);
        return check is DigestCheck.Mismatch && SignedSchema1.TryGetPayload(body, out var payload) ? Verify(digest, payload) : check;
    }

    /// <summary>The sha256 digest of a body.</summary>
    public static string Sha256(ReadOnlySpan<byte> body) => Sha256Prefix + Convert.ToHexStringLower(SHA256.HashData(body));
}
