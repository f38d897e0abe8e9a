using System.Security.Cryptography;

namespace PolicyEngine.Importing.Drafting;

/// <summary>Digests as they occur: some tools compare the patterns of tags with them too.</summary>
internal static class DigestSamples
{
    private const int Number = 2000;

    private static readonly Lazy<string[]> Samples = new(() =>
        [.. Enumerable.Range(0, Number).Select(n => Oci.Digest.FromBytes(SHA256.HashData(BitConverter.GetBytes(n))).ToSha256Text())]
    );

    /// <summary>Whether a pattern is likely to match the digest of an image.</summary>
    public static bool Any(Func<string, bool> matches) => Array.Exists(Samples.Value, d => matches(d));
}
