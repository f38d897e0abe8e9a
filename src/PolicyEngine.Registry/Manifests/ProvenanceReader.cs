using System.Collections.Immutable;
using System.Text.Json;
using PolicyEngine.Oci;

namespace PolicyEngine.Registry.Manifests;

/// <summary>
/// Reads provenance (SLSA 0.2 and 1): what it says an image was built of. Author-controlled. Pure, thread-safe.
/// </summary>
/// <remarks>
/// Reads in-toto statements as BuildKit attaches them, and those in DSSE envelopes and Sigstore bundles. Signatures are not checked: a
/// false statement can keep an image, and delete none.
/// </remarks>
internal static class ProvenanceReader
{
    /// <summary>The size of a statement is bounded, and with it its depth.</summary>
    private static readonly JsonDocumentOptions s_json = new() { MaxDepth = ManifestLimits.MaxBytes };

    /// <summary>Where the materials of a build stand in the predicate, by version.</summary>
    private static readonly string[][] s_places =
    [
        ["materials"],
        ["buildDefinition", "resolvedDependencies"],
    ];

    /// <summary>
    /// The digests of what an image was built of. What is not a statement of provenance names none: provenance adds to what is kept, and
    /// what cannot be understood says nothing.
    /// </summary>
    public static ImmutableArray<string> ReadMaterials(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, s_json);
            if (EnvelopeOf(document.RootElement) is { } payload)
            {
                using var statement = JsonDocument.Parse(payload, s_json);
                return MaterialsOf(statement.RootElement);
            }

            return MaterialsOf(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return [];
        }
    }

    /// <summary>The statement in a DSSE envelope, alone or in a Sigstore bundle; null where it stands openly.</summary>
    private static byte[]? EnvelopeOf(JsonElement root) =>
        (Member(root, "dsseEnvelope") ?? root) is var envelope && Member(envelope, "payload") is { ValueKind: JsonValueKind.String } payload
            ? payload.GetBytesFromBase64()
            : null;

    private static ImmutableArray<string> MaterialsOf(JsonElement statement)
    {
        var digests = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (var place in s_places)
        {
            var list = place.Aggregate(Member(statement, "predicate"), (found, name) =>
                found is { } element ? Member(element, name) : null
            );
            if (list is not { ValueKind: JsonValueKind.Array } materials)
            {
                continue;
            }

            foreach (var material in materials.EnumerateArray())
            {
                if (
                    Member(material, "digest") is { } digest
                    && Member(digest, "sha256") is { ValueKind: JsonValueKind.String } hex
                    && "sha256:" + hex.GetString() is var text
                    && Digest.IsSha256(text)
                    && Digest.TryParse(text, out _)
                )
                {
                    digests.Add(text);
                }
            }
        }

        return [.. digests];
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;
}
