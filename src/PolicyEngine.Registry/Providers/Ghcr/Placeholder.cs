using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Manifests;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>
/// The manifest that takes a tag for a moment, to be deleted with it: GitHub cannot take
/// a tag off in another way. It holds nothing, and says of itself what it is. Pure.
/// </summary>
internal static class Placeholder
{
    private const string TagKey = "dev.policyengine.placeholder.tag";
    private const string ImageKey = "dev.policyengine.placeholder.image";
    private const string TimeKey = "dev.policyengine.placeholder.time";

    /// <summary>Makes one; null where the image is of a kind that no empty one can be made of.</summary>
    internal static (string MediaType, byte[] Body)? Make(SavedManifest image, string tag, DateTimeOffset now)
    {
        var mediaType = MediaTypes.WithoutParameters(image.Target.MediaType);
        var isIndex = MediaTypes.IsIndex(mediaType);
        if (
            mediaType is null
            || (!isIndex && (!MediaTypes.IsImageManifest(mediaType) || MediaTypes.IsSchema1(mediaType)))
            || Parse(image.Body.Span) is not { } original
            || (!isIndex && original["config"] is null)
        )
        {
            return null;
        }

        var body = new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = mediaType };
        if (!isIndex)
        {
            // The config is in the package already, and a manifest without one is refused.
            body["config"] = original["config"]!.DeepClone();
        }

        body[isIndex ? "manifests" : "layers"] = new JsonArray();
        body["annotations"] = new JsonObject
        {
            [TagKey] = tag,
            [ImageKey] = image.Target.Digest,
            [TimeKey] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", System.Globalization.CultureInfo.InvariantCulture),
        };
        return (mediaType, Encoding.UTF8.GetBytes(body.ToJsonString()));
    }

    /// <summary>Whether a manifest is one that was made for a tag on an image.</summary>
    internal static bool Is(ReadOnlySpan<byte> body, string tag, string digest) =>
        Parse(body)?["annotations"] is JsonObject annotations && Text(annotations[TagKey]) == tag && Text(annotations[ImageKey]) == digest;

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static JsonObject? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonNode.Parse(body, documentOptions: ManifestLimits.Json) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
