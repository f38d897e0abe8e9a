using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PolicyEngine.Registry.Manifests;

/// <summary>Finds the digests that a document of an unknown type mentions, so that
/// they live as long as it does (semantics.md#the-digest-graph). Pure.</summary>
internal static partial class MentionScanner
{
    /// <summary>
    /// Every sha256, sha512 and blake3 digest in the names and texts of a JSON document, be it a part of a longer text; of a document that
    /// is not JSON, those in its bytes. In ordinal order, each once.
    /// </summary>
    /// <exception cref="ManifestFormatException">It begins as JSON but is not one, or nests too deep, or mentions too many.</exception>
    public static ImmutableArray<string> Scan(ReadOnlySpan<byte> body)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        if (!BeginsAsJson(body))
        {
            Collect(Encoding.Latin1.GetString(body), found);
            return [.. found];
        }

        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = ManifestLimits.MaxDepth });
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                {
                    Collect(reader.GetString()!, found);
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ManifestFormatException("The document is not JSON, or nests too deep.", e);
        }

        return [.. found];
    }

    /// <summary>Whether the first character is one that JSON documents with text in them begin with.</summary>
    public static bool BeginsAsJson(ReadOnlySpan<byte> body)
    {
        var start = body.IndexOfAnyExcept(" \t\r\n"u8);
        return start >= 0 && body[start] is (byte)'{' or (byte)'[' or (byte)'"';
    }

    private static void Collect(string text, SortedSet<string> found)
    {
        foreach (var match in Pattern().EnumerateMatches(text))
        {
            found.Add(text.Substring(match.Index, match.Length));
            if (found.Count > ManifestLimits.MaxEntries)
            {
                throw new ManifestFormatException($"The document mentions more than {ManifestLimits.MaxEntries} digests.");
            }
        }
    }

    [GeneratedRegex("sha512:[0-9a-f]{128}|(sha256|blake3):[0-9a-f]{64}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
