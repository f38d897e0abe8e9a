using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace PolicyEngine.Registry.Manifests;

/// <summary>Takes the signatures off a signed Docker schema 1 manifest. Pure.</summary>
/// <remarks>
/// The signatures are JSON web signatures that were written into the document. Each names, in its protected header, how many bytes of the
/// document stand before them (<c>formatLength</c>) and what stood behind (<c>formatTail</c>, base64url). They must agree.
/// </remarks>
internal static class SignedSchema1
{
    /// <summary>Gives the payload. False for anything but a document with signatures that agree on it; never throws.</summary>
    public static bool TryGetPayload(ReadOnlySpan<byte> body, out byte[] payload)
    {
        payload = [];
        if (body.Length > ManifestLimits.MaxBytes || body.IndexOf("\"signatures\""u8) < 0)
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(body.ToArray(), ManifestLimits.Json);
            var signatures = document.RootElement.ValueKind is JsonValueKind.Object ? document.RootElement.Member("signatures") : null;
            byte[]? agreed = null;
            foreach (var signature in signatures.Items())
            {
                if (PayloadOf(signature, body) is not { } one || (agreed is not null && !agreed.AsSpan().SequenceEqual(one)))
                {
                    return false;
                }

                agreed = one;
            }

            payload = agreed ?? [];
            return agreed is not null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ManifestFormatException)
        {
            return false;
        }
    }

    private static byte[]? PayloadOf(JsonElement signature, ReadOnlySpan<byte> body)
    {
        if (Decode(signature.Member("protected").Text("protected")) is not { } header)
        {
            return null;
        }

        using var document = JsonDocument.Parse(header, ManifestLimits.Json);
        var root = document.RootElement;
        if (
            root.ValueKind is not JsonValueKind.Object
            || root.Member("formatLength") is not { ValueKind: JsonValueKind.Number } length
            || !length.TryGetInt32(out var count)
            || count < 0
            || count > body.Length
            || Decode(root.Member("formatTail").Text("formatTail")) is not { } tail
        )
        {
            return null;
        }

        return [.. body[..count], .. tail];
    }

    private static byte[]? Decode(string? text) =>
        text is not null && Base64Url.IsValid(text) ? Base64Url.DecodeFromUtf8(Encoding.ASCII.GetBytes(text)) : null;
}
