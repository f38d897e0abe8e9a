using System.Collections.Immutable;
using System.Text.Json;
using PolicyEngine.Oci;

namespace PolicyEngine.Registry.Manifests;

/// <summary>
/// Finds the blobs of a manifest that may state provenance. It is read of every manifest, so nothing in it makes one wrong: a
/// value that is odd says nothing, and a blob of which nothing says what it states may state provenance. Pure.
/// </summary>
internal static class StatementFinder
{
    /// <summary>The most statements of one manifest that are read.</summary>
    public const int MostStatements = 16;

    private const string PredicatePrefix = "https://slsa.dev/provenance/";

    private static readonly string[] s_typeKeys = ["in-toto.io/predicate-type", "predicateType", "dev.sigstore.bundle.predicateType"];

    /// <summary>The digests of the blobs, each once. One more than <see cref="MostStatements"/> stands for any number more.</summary>
    /// <param name="blobs">The descriptors of the layers, or of the blobs, of the manifest.</param>
    /// <param name="layers">The same, as they were read.</param>
    /// <param name="ofManifest">The annotations of the manifest.</param>
    public static ImmutableArray<string> Find(
        IEnumerable<JsonElement> blobs,
        ImmutableArray<BlobRecord> layers,
        ImmutableSortedDictionary<string, string> ofManifest
    )
    {
        List<string>? found = null;
        foreach (var (blob, layer) in blobs.Zip(layers))
        {
            if (
                found is not { Count: > MostStatements }
                && IsStatement(blob)
                && IsProvenance(blob, ofManifest) != false
                && found?.Contains(layer.Digest) != true
            )
            {
                (found ??= []).Add(layer.Digest);
            }
        }

        return found is null ? [] : [.. found];
    }

    private static bool IsStatement(JsonElement blob) =>
        MediaTypes.WithoutParameters(TextOf(Member(blob, "mediaType"))) is { } type
        && (
            MediaTypes.AreSame(type, "application/vnd.in-toto+json")
            || MediaTypes.AreSame(type, "application/vnd.dsse.envelope.v1+json")
            || type.StartsWith("application/vnd.dev.sigstore.bundle", StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>Whether annotations say that what a statement states is provenance; null where they do not say it clearly.</summary>
    private static bool? IsProvenance(JsonElement blob, ImmutableSortedDictionary<string, string> ofManifest)
    {
        var annotations = Member(blob, "annotations");
        if (annotations is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) })
        {
            return null;
        }

        bool? isProvenance = null;
        foreach (var key in s_typeKeys)
        {
            var own = annotations is { ValueKind: JsonValueKind.Object } map ? Member(map, key) : null;
            var type = own is null ? ofManifest.GetValueOrDefault(key) : TextOf(own);
            if ((own is not null && type is null) || type?.StartsWith(PredicatePrefix, StringComparison.Ordinal) == true)
            {
                return type is null ? null : true;
            }

            isProvenance = string.IsNullOrEmpty(type) ? isProvenance : false;
        }

        return isProvenance;
    }

    /// <summary>A member by its name in any case, as clients read it.</summary>
    private static JsonElement? Member(JsonElement element, string name)
    {
        foreach (var member in element.EnumerateObject())
        {
            if (string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return member.Value;
            }
        }

        return null;
    }

    /// <summary>A text; null where it is not one: half of a surrogate pair may be escaped in it.</summary>
    private static string? TextOf(JsonElement? value)
    {
        try
        {
            return value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
