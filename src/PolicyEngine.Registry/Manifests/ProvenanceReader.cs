using System.Collections.Immutable;
using System.Text.Json;
using PolicyEngine.Oci;

namespace PolicyEngine.Registry.Manifests;

/// <summary>
/// Finds the provenance (SLSA 0.2 and 1) that a manifest carries, and what it says an image was built of. Author-controlled. Pure,
/// thread-safe.
/// </summary>
/// <remarks>
/// Reads in-toto statements as BuildKit attaches them, and those in DSSE envelopes and Sigstore bundles. Signatures are not checked: a
/// false statement can keep an image, and delete none.
/// </remarks>
internal static class ProvenanceReader
{
    private const string PredicatePrefix = "https://slsa.dev/provenance/";

    /// <summary>More statements of one manifest, and more digests of one statement, are not looked at.</summary>
    private const int MostStatements = 16;
    private const int MostDigests = 1000;

    private static readonly string[] s_typeKeys = ["in-toto.io/predicate-type", "predicateType", "dev.sigstore.bundle.predicateType"];

    /// <summary>Where the materials of a build stand in the predicate, by version.</summary>
    private static readonly string[][] s_places =
    [
        ["materials"],
        ["buildDefinition", "resolvedDependencies"],
    ];

    /// <summary>Whether a blob of a media type may be a statement.</summary>
    public static bool MayBeStatement(string? mediaType) =>
        MediaTypes.WithoutParameters(mediaType) is { } type
        && (
            type is "application/vnd.in-toto+json" or "application/vnd.dsse.envelope.v1+json"
            || type.StartsWith("application/vnd.dev.sigstore.bundle", StringComparison.Ordinal)
        );

    /// <summary>Whether such a blob states provenance, by the annotations of its descriptor and of the manifest.</summary>
    public static bool IsStatement(
        ImmutableSortedDictionary<string, string> annotations,
        ImmutableSortedDictionary<string, string> ofManifest
    ) =>
        s_typeKeys.Any(key =>
            (annotations.GetValueOrDefault(key) ?? ofManifest.GetValueOrDefault(key))?.StartsWith(PredicatePrefix, StringComparison.Ordinal)
            ?? false
        );

    /// <summary>The statements of a manifest that are read: not too many, and none that is too large.</summary>
    public static ImmutableArray<string> Readable(IEnumerable<BlobRecord> statements) =>
        [.. statements.Where(blob => blob.Size is null or <= ManifestLimits.MaxBytes).Select(blob => blob.Digest).Take(MostStatements)];

    /// <summary>
    /// The digests of what an image was built of. What is not a statement of provenance names none: provenance adds to what is kept, and
    /// what cannot be understood says nothing.
    /// </summary>
    public static ImmutableArray<string> ReadMaterials(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = ManifestLimits.MaxDepth });
            if (EnvelopeOf(document.RootElement) is { } payload)
            {
                using var statement = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = ManifestLimits.MaxDepth });
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
                    && digests.Count < MostDigests
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
