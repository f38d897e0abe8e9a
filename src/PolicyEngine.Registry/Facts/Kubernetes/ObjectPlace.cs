using System.Text.Json;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Facts.Kubernetes;

/// <summary>How an object of a cluster is called: by what people made, where that made the object. Pure.</summary>
internal static class ObjectPlace
{
    private const string TemplateHash = "pod-template-hash";

    /// <summary>The kind, the namespace and the name: <c>Deployment shop/web</c>, also for its ReplicaSets and their pods.</summary>
    public static string Of(ObjectKind kind, JsonElement item)
    {
        if (Member(item, "metadata") is not { } metadata)
        {
            return $"{kind.Name} ?";
        }

        var (name, owner) = (Text(metadata, "name"), kind.Name);
        if (Controller(metadata) is var (ownerKind, ownerName))
        {
            (owner, name) = (ownerKind, ownerName);
        }

        // A Deployment gives its ReplicaSets its own name with the hash of their template.
        if (
            owner == "ReplicaSet"
            && Member(metadata, "labels") is { } labels
            && $"-{Text(labels, TemplateHash)}" is { Length: > 1 } suffix
            && name.EndsWith(suffix, StringComparison.Ordinal)
        )
        {
            (owner, name) = ("Deployment", name[..^suffix.Length]);
        }

        return Redaction.Show($"{owner} {Text(metadata, "namespace")}/{name}", 500);
    }

    private static (string Kind, string Name)? Controller(JsonElement metadata)
    {
        if (metadata.TryGetProperty("ownerReferences", out var owners) && owners.ValueKind == JsonValueKind.Array)
        {
            foreach (var owner in owners.EnumerateArray())
            {
                if (
                    owner.ValueKind == JsonValueKind.Object
                    && owner.TryGetProperty("controller", out var controls)
                    && controls.ValueKind == JsonValueKind.True
                )
                {
                    return (Text(owner, "kind"), Text(owner, "name"));
                }
            }
        }

        return null;
    }

    private static JsonElement? Member(JsonElement item, string key) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(key, out var member) && member.ValueKind == JsonValueKind.Object
            ? member
            : null;

    private static string Text(JsonElement mapping, string key) =>
        mapping.TryGetProperty(key, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
}
