using System.Security.Cryptography;
using System.Text;

namespace PolicyEngine.Text;

/// <summary>The SHA-256 of texts in their order, each with its length before it, so that no two lists have the same bytes. Pure.</summary>
internal static class TextHash
{
    /// <summary>The hash in lower-case hex.</summary>
    public static string Of(IEnumerable<string> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in texts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{text.Length}:{text}")));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
