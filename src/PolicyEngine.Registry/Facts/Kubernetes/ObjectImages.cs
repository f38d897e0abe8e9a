using System.Text.Json;
using PolicyEngine.Facts;

namespace PolicyEngine.Registry.Facts.Kubernetes;

/// <summary>
/// Finds the images in an object of a cluster: of every pod template in it, however
/// deep it lies, of volumes that are images, and what runtimes say that they run. Pure.
/// </summary>
internal static class ObjectImages
{
    /// <summary>Adds the images of an object.</summary>
    /// <param name="item">The object.</param>
    /// <param name="place">Where it is.</param>
    /// <param name="images">Takes the images.</param>
    public static void AddTo(JsonElement item, string place, ISet<UsedImage> images)
    {
        switch (item.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var entry in item.EnumerateArray())
                {
                    AddTo(entry, place, images);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in item.EnumerateObject())
                {
                    AddProperty(property, place, images);
                }

                break;
        }
    }

    private static void AddProperty(JsonProperty property, string place, ISet<UsedImage> images)
    {
        switch (property.Name)
        {
            case "containers" or "initContainers" or "ephemeralContainers":
                AddTexts(property.Value, place, images, "image");
                break;
            case "containerStatuses" or "initContainerStatuses" or "ephemeralContainerStatuses":
                AddTexts(property.Value, place, images, "image", "imageID");
                break;
            case "volumes":
                foreach (var volume in Entries(property.Value))
                {
                    if (volume.TryGetProperty("image", out var image) && image.ValueKind == JsonValueKind.Object)
                    {
                        Add(image, "reference", place, images);
                    }
                }

                break;
            case "metadata":
                // What managed fields and annotations repeat is said elsewhere.
                break;
            default:
                AddTo(property.Value, place, images);
                break;
        }
    }

    private static void AddTexts(JsonElement list, string place, ISet<UsedImage> images, params ReadOnlySpan<string> names)
    {
        foreach (var entry in Entries(list))
        {
            foreach (var name in names)
            {
                Add(entry, name, place, images);
            }
        }
    }

    private static void Add(JsonElement entry, string name, string place, ISet<UsedImage> images)
    {
        if (entry.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String && text.GetString() is { Length: > 0 } image)
        {
            images.Add(new UsedImage(image, place));
        }
    }

    private static IEnumerable<JsonElement> Entries(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Where(entry => entry.ValueKind == JsonValueKind.Object) : [];
}
