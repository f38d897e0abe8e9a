using System.Text.Json.Nodes;

namespace PolicyEngine.Tests.Oracle;

/// <summary>Oracle repositories as the text of a snapshot file (semantics.md#files).</summary>
internal static class SnapshotJson
{
    public static string Write(IEnumerable<OracleRepository> repositories, DateTimeOffset takenAt) =>
        new JsonObject
        {
            ["formatVersion"] = 1,
            ["repositories"] = new JsonArray([.. repositories.Select(r => Repository(r, takenAt))]),
        }.ToJsonString();

    private static JsonObject Repository(OracleRepository repository, DateTimeOffset takenAt) =>
        new()
        {
            ["registry"] = repository.Registry,
            ["name"] = repository.Name,
            ["provider"] = repository.Provider,
            ["takenAt"] = Time(takenAt),
            ["complete"] = repository.Complete,
            ["manifests"] = new JsonArray([.. repository.Manifests.Select(Manifest)]),
        };

    private static JsonObject Manifest(OracleManifest m)
    {
        var json = new JsonObject { ["digest"] = m.Digest };
        Add(json, "mediaType", m.MediaType);
        Add(json, "artifactType", m.ArtifactType);
        Add(json, "size", m.Size);
        Add(json, "platform", m.Platform);
        Add(json, "pushedAt", Time(m.PushedAt));
        Add(json, "updatedAt", Time(m.UpdatedAt));
        Add(json, "createdAt", Time(m.CreatedAt));
        Add(json, "pulledAt", Time(m.PulledAt));
        json["tags"] = new JsonArray([.. m.Tags]);
        if (m.Locked)
        {
            json["locked"] = true;
        }

        if (m.Manifests is not null)
        {
            json["manifests"] = new JsonArray([.. m.Manifests.Select(Descriptor)]);
        }

        Add(json, "subject", m.Subject);
        if (m.Mentions.Count > 0)
        {
            json["mentions"] = new JsonArray([.. m.Mentions]);
        }

        if (m.Config is { } c)
        {
            var config = new JsonObject { ["digest"] = c.Digest, ["labels"] = Values(c.Labels) };
            Add(config, "size", c.Size);
            Add(config, "mediaType", c.MediaType);
            json["config"] = config;
        }

        if (m.Layers.Count > 0)
        {
            json["layers"] = new JsonArray([.. m.Layers.Select(Blob)]);
        }

        if (m.Annotations.Count > 0)
        {
            json["annotations"] = Values(m.Annotations);
        }

        return json;
    }

    private static JsonObject Blob(OracleBlob b)
    {
        var json = new JsonObject { ["digest"] = b.Digest };
        Add(json, "size", b.Size);
        return json;
    }

    private static JsonObject Descriptor(OracleDescriptor d)
    {
        var json = new JsonObject { ["digest"] = d.Digest };
        Add(json, "mediaType", d.MediaType);
        Add(json, "size", d.Size);
        Add(json, "platform", d.Platform);
        return json;
    }

    private static JsonObject Values(IReadOnlyDictionary<string, string> values) =>
        new(values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value)));

    private static string? Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);

    private static void Add(JsonObject json, string key, JsonNode? value)
    {
        if (value is not null)
        {
            json[key] = value;
        }
    }
}
