using System.Globalization;
using System.Text;
using PolicyEngine.Oci;

namespace PolicyEngine.Testing.Layouts;

/// <summary>Writes manifest records as text for golden files: what is absent has no line, and digests are cut to twelve digits.</summary>
public static class ManifestText
{
    /// <summary>One record.</summary>
    public static string Of(ManifestRecord record)
    {
        var text = new StringBuilder($"{Short(record.Digest)} {record.MediaType}\n");
        Line(text, "tags", string.Join(' ', record.Tags));
        Line(text, "artifact type", record.ArtifactType);
        Line(text, "platform", record.Platform);
        Line(text, "created", Time(record.CreatedAt));
        Line(text, "pushed", Time(record.PushedAt));
        Line(text, "state", (record.Unread ? "unread " : "") + (record.Locked ? "locked" : ""));
        Line(text, "subject", record.Subject is { } subject ? Short(subject) : null);
        foreach (var entry in record.Manifests ?? [])
        {
            Line(
                text,
                "entry",
                string.Join(
                    ' ',
                    new[] { Short(entry.Digest), entry.MediaType, entry.ArtifactType, entry.Platform, Bytes(entry.Size) }.Where(part =>
                        part is not null
                    )
                ) + string.Concat(entry.Annotations.Select(pair => $" {pair.Key}={Short(pair.Value)}"))
            );
        }

        foreach (var mention in record.Mentions)
        {
            Line(text, "mentions", Short(mention));
        }

        if (record.Config is { } config)
        {
            Line(text, "config", $"{Short(config.Digest ?? "inside")} {config.MediaType} {Bytes(config.Size)}".TrimEnd());
            foreach (var (name, value) in config.Labels)
            {
                Line(text, "label", $"{name}={value}");
            }
        }

        foreach (var layer in record.Layers)
        {
            Line(text, "layer", $"{Short(layer.Digest)} {Bytes(layer.Size)}".TrimEnd());
        }

        foreach (var (name, value) in record.Annotations)
        {
            Line(text, "annotation", $"{name}={value}");
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {name}: {value}\n");
        }
    }

    private static string Short(string digest) =>
        digest.StartsWith("sha256:", StringComparison.Ordinal) && digest.Length > 19 ? digest[..19] : digest;

    private static string? Bytes(long? size) => size is { } bytes ? $"{bytes.ToString(CultureInfo.InvariantCulture)}B" : null;

    private static string? Time(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture);
}
